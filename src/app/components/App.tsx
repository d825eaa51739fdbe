import { useCallback, useReducer } from 'preact/hooks';
import { Answer } from './Answer';
import { failureOf } from '../failures';
import { Footer } from './Footer';
import { Header } from './Header';
import { ModelMenu } from './ModelMenu';
import type { ModelRequest } from '../modelRequest';
import { NewVersion } from './NewVersion';
import type { PageError } from '../pageError';
import { PhotoInput } from './PhotoInput';
import { Samples } from './Samples';
import type { WatchShell } from '../shell';
import { reduce, START } from '../state';
import { Unsupported } from './Unsupported';
import { useModel } from '../hooks/useModel';
import { useOffline } from '../hooks/useOffline';
import { usePhoto } from '../hooks/usePhoto';
import { useShell } from '../hooks/useShell';

/** The whole page. `watchShell` is told apart, since the page is also drawn where there is no browser. */
export function App({ watchShell }: { readonly watchShell: WatchShell }) {
  const [state, dispatch] = useReducer(reduce, START);
  useModel(state, dispatch);
  const choose = usePhoto(state, dispatch);
  const shell = useShell(watchShell);
  const offline = useOffline(shell, state.model);
  const load = (request: ModelRequest): void => dispatch({ type: 'model asked', request });
  const refuse = useCallback((error: PageError): void => {
    dispatch({ type: 'photo refused', failure: failureOf(error, { on: 'photo', name: '' }) });
  }, []);
  return (
    <>
      <NewVersion reload={shell.reload} />
      <Header />
      {state.unsupported ? (
        <Unsupported />
      ) : (
        <main class="columns">
          <div class="column">
            <PhotoInput photo={state.photo} problem={state.photoProblem} onChoose={choose} onRefuse={refuse} />
            <Samples onChoose={choose} />
          </div>
          <div class="column">
            <Answer
              state={state}
              onRetry={() => load(state.home)}
              onCancel={() => dispatch({ type: 'answer cancelled' })}
            />
            <ModelMenu state={state} onLoad={load} onCancel={() => dispatch({ type: 'load cancelled' })} />
          </div>
        </main>
      )}
      <Footer offline={offline} />
    </>
  );
}
