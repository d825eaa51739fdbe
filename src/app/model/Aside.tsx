import { Dialog } from '../components/Dialog';
import { useTexts } from '../language/language';
import type { Model, State } from '../state';
import { Fetched } from '../views/Fetched';
import type { Aside as Kind } from '../why/Answer';

interface Props {
  readonly kind: Kind;
  readonly model: Model;
  readonly state: State;
  readonly onClose: () => void;
}

const loadKnows = async () => (await import('./Knows')).Knows;
const loadInside = async () => (await import('./Inside')).Inside;

/** What the page tells of a model beside its answers, in a dialog whose code is fetched when it opens. */
export function Aside({ kind, model, state, onClose }: Props) {
  const t = useTexts();
  return (
    <Dialog title={t[kind].title} onClose={onClose}>
      {kind === 'knows' ? (
        <Fetched load={loadKnows} isWanted>
          {(Knows) => <Knows info={model.classifier.info} />}
        </Fetched>
      ) : (
        <Fetched load={loadInside} isWanted>
          {(Inside) => <Inside model={model} state={state} />}
        </Fetched>
      )}
    </Dialog>
  );
}
