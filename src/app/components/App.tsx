import { useCallback, useEffect, useReducer, useState } from 'preact/hooks';
import { Answer, type Aside as AsideKind } from '../why/Answer';
import { Attention } from '../why/Attention';
import { failureOf } from '../failures';
import { Footer } from './Footer';
import { Header } from './Header';
import { Aside } from '../model/Aside';
import { TextsProvider } from '../language/language';
import { ModelMenu } from '../model/ModelMenu';
import type { ModelRequest } from '../modelRequest';
import { NewVersion } from './NewVersion';
import { Problem } from './Problem';
import { PhotoInput } from '../stage/PhotoInput';
import { Samples } from '../stage/Samples';
import type { WatchShell } from '../shell';
import { reduce } from '../state';
import { type Incoming, requestFor } from '../incoming';
import { linkToView } from '../link';
import { useLanguage } from '../hooks/useLanguage';
import { startHere, useLink } from '../hooks/useLink';
import { useModel } from '../hooks/useModel';
import { useOffline } from '../hooks/useOffline';
import { usePhoto } from '../hooks/usePhoto';
import { usePointing } from '../hooks/usePointing';
import { useShell } from '../hooks/useShell';
import { useStored } from '../hooks/useStored';
import { useView } from '../hooks/useView';
import { useLiveMode } from '../hooks/useLiveMode';
import { Fetched } from '../views/Fetched';
import { FIRST_VIEW, ON_STAGE, type View } from '../views/names';
import { otherViews } from '../views/table';

const loadUnsupported = async () => (await import('./Unsupported')).Unsupported;
const loadLive = async () => (await import('../camera/Live')).Live;

/** The whole page. `watchShell` is told apart, since the page is also drawn where there is no browser. */
export function App({ watchShell }: { readonly watchShell: WatchShell }) {
  const { view, fragment, visited } = useView();
  const [state, dispatch] = useReducer(reduce, undefined, startHere);
  const refuse = useCallback((error: unknown): void => {
    dispatch({ type: 'photo refused', failure: failureOf(error, { on: 'photo', name: '' }) });
  }, []);
  const { language, texts, choose: speak } = useLanguage(view, refuse);
  const [aside, setAside] = useState<AsideKind>();
  useEffect(() => setAside(undefined), [state.photo, state.photoProblem]); // a dialog would hide what was dropped
  useModel(state, dispatch);
  const choose = usePhoto(state, dispatch);
  const pointing = usePointing(state, dispatch);
  const shell = useShell(watchShell);
  const storage = useStored(state.model, !state.model && state.loading !== undefined);
  const offline = useOffline(shell, state.model, storage.stored);
  const load = (request: ModelRequest): void => dispatch({ type: 'model asked', request });
  const [second, setSecond] = useState<ModelRequest>();
  const isComparing = view === 'compare';
  const takeCheckpoint = useCallback(
    (incoming: Incoming): void => {
      setAside(undefined);
      const request = requestFor(incoming);
      if (isComparing) return setSecond(request);
      dispatch({ type: 'model asked', request });
      document.getElementById('model')?.scrollIntoView({ block: 'center' }); // its progress is shown there
    },
    [isComparing],
  );
  const linkFault = useLink({ state, dispatch, choose });
  const isOnStage = ON_STAGE.includes(view);
  const live = useLiveMode(state.photo, view === FIRST_VIEW);
  const close = (): void => setAside(undefined);
  const open = useCallback(
    (file: File): void => {
      void choose(file);
      location.hash = linkToView(location.hash, FIRST_VIEW);
    },
    [choose],
  );
  const viewsAmong = (isAmong: (name: View) => boolean) =>
    otherViews.map(
      ([name, fetchView]) =>
        isAmong(name) &&
        visited.has(name) && (
          <div key={name} hidden={view !== name} class="view">
            <Fetched load={fetchView} isWanted={view === name}>
              {(Part) => (
                <Part
                  {...{ state, dispatch, second }}
                  isShown={view === name}
                  onOpen={open}
                  onCheckpoint={takeCheckpoint}
                />
              )}
            </Fetched>
          </div>
        ),
    );
  return (
    <TextsProvider value={texts}>
      <NewVersion reload={shell.reload} />
      <Header {...{ view, fragment, language }} hasViews={!state.unsupported} onSpeak={speak} />
      {state.unsupported ? (
        <Fetched load={loadUnsupported} isWanted>
          {(Unsupported) => <Unsupported />}
        </Fetched>
      ) : (
        <main>
          <Problem failure={linkFault} />
          <div hidden={!isOnStage}>
            {live.isLive && (
              <Fetched load={loadLive} isWanted>
                {(Live) => <Live {...{ state, dispatch }} onKeep={choose} onStop={live.stop} />}
              </Fetched>
            )}
            <div hidden={live.isLive}>
              <div class={`columns${state.photo ? '' : ' empty'}${view === FIRST_VIEW ? '' : ' wide'}`}>
                <PhotoInput
                  state={state}
                  isShown={isOnStage}
                  pointing={pointing}
                  onChoose={choose}
                  onCamera={live.start}
                  onCheckpoint={takeCheckpoint}
                  onRefuse={refuse}
                  onMove={(square) => dispatch({ type: 'square moved', square })}
                />
                <Answer
                  state={state}
                  isShown={view === FIRST_VIEW}
                  pointing={pointing}
                  onRetry={() => load(state.home)}
                  onCancel={() => dispatch({ type: 'answer cancelled' })}
                  onAside={setAside}
                />
                {viewsAmong((name) => ON_STAGE.includes(name))}
                <Samples onChoose={choose} />
              </div>
              <Attention
                isShown={view === FIRST_VIEW}
                pointing={pointing}
                config={state.model?.classifier.info.config}
              />
            </div>
          </div>
          {viewsAmong((name) => !ON_STAGE.includes(name))}
          <ModelMenu
            state={state}
            view={view}
            storage={storage}
            onLoad={load}
            onCancel={() => dispatch({ type: 'load cancelled' })}
            onGoOn={() => dispatch({ type: 'model problem left' })}
          />
        </main>
      )}
      <Footer offline={offline} />
      {state.model && aside && <Aside kind={aside} model={state.model} state={state} onClose={close} />}
    </TextsProvider>
  );
}
