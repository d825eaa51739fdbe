/**
 * What a view beside the one photo is given. All views share the model in use.
 */
import type { FunctionComponent } from 'preact';
import type { Incoming } from '../incoming';
import type { ModelRequest } from '../modelRequest';
import type { Action, State } from '../state';

export interface ViewProps {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  /** Whether the person sees it now. A view that was left keeps what it holds, and must give back cameras and listeners. */
  readonly isShown: boolean;
  /** Shows a file as the one photo. */
  readonly onOpen: (file: File) => void;
  /** Loads a checkpoint as the model in use, and shows its progress. */
  readonly onCheckpoint: (incoming: Incoming) => void;
  /** The checkpoint that was dropped last while two models were compared. */
  readonly second: ModelRequest | undefined;
}

export type ViewComponent = FunctionComponent<ViewProps>;
