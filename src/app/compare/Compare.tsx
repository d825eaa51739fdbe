import './compare.css';
import { useEffect, useRef } from 'preact/hooks';
import { Problem } from '../components/Problem';
import { linkTo, linkToView } from '../link';
import type { ModelRequest } from '../modelRequest';
import { isWaiting, type State } from '../state';
import { FIRST_VIEW } from '../views/names';
import type { ViewProps } from '../views/view';
import { Chooser } from './Chooser';
import { First } from './First';
import { Pair, SECOND } from './Pair';
import { useCompareTexts } from './texts';
import { useWish } from './useWish';

/** The answers of two models to the one photo. Who leaves the view ends the second model, and the page keeps the choice. */
export function Compare({ state, isShown, second }: ViewProps) {
  const t = useCompareTexts();
  const { wish, fault, choose } = useWish();
  const isFree = useFirstDone(state);
  const change = (request: ModelRequest | undefined): void => {
    choose(request);
    requestAnimationFrame(() => document.getElementById(SECOND)?.focus()); // the button that led here is gone
  };
  useEffect(() => {
    if (second) change(second);
  }, [second]);
  const inUse = state.model?.request ?? state.home;
  const link = wish && linkTo(inUse, state.photo, 'compare', wish.request);
  return (
    <section class="compare" aria-label={t.region}>
      {wish && isShown && isFree ? (
        <Pair key={wish.number} first={state} request={wish.request} onOther={() => change(undefined)} />
      ) : (
        <>
          <div class="sides">
            <First state={state} />
            {!wish && <Chooser inUse={inUse} onChoose={change} />}
          </div>
          <p class="agreement" />
        </>
      )}
      <Problem failure={fault} />
      <p class="ways small">
        {link !== undefined && <a href={link}>{t.link}</a>}
        <a href={linkToView(location.hash, FIRST_VIEW)}>{t.end}</a>
      </p>
    </section>
  );
}

/** Whether the first model has come and has answered, or will not: the second one would delay it. */
function useFirstDone(state: State): boolean {
  const isDone = useRef(false);
  const { model, loading } = state;
  if ((model || !loading) && !isWaiting(state)) isDone.current = true;
  return isDone.current;
}
