import { useReducer } from 'preact/hooks';
import { Answer } from './Answer';
import { Footer } from './Footer';
import { Header } from './Header';
import { ModelMenu } from './ModelMenu';
import { PhotoInput } from './PhotoInput';
import { Samples } from './Samples';
import { useSamples } from './useSamples';
import { reduce, START } from './state';
import { Unsupported } from './Unsupported';
import { useModel } from './useModel';
import { usePhoto } from './usePhoto';

/** The whole page. */
export function App() {
  const [state, dispatch] = useReducer(reduce, START);
  const { load, cancel } = useModel(state, dispatch);
  const choose = usePhoto(state, dispatch);
  const samples = useSamples();
  return (
    <>
      <Header />
      {state.unsupported ? (
        <Unsupported />
      ) : (
        <main class="columns">
          <div class="column">
            <PhotoInput photo={state.photo} problem={state.photoProblem} onChoose={choose} />
            <Samples samples={samples} onChoose={choose} />
          </div>
          <div class="column">
            <Answer state={state} onLoad={load} />
            <ModelMenu state={state} onLoad={load} onCancel={cancel} />
          </div>
        </main>
      )}
      <Footer samples={samples} />
    </>
  );
}
