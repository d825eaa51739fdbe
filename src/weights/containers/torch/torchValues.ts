/**
 * PyTorch's values that a pickle names, besides tensors and storages.
 */
import { Foreign, type Inert } from '../pickle/values';
import type { DType } from '../../stateDict';

/** A storage class or a dtype: the type of a storage's elements. */
export class ElementType extends Foreign {
  readonly kind = 'a type';

  constructor(readonly dtype: DType) {
    super();
  }
}

/** A tensor whose values cannot be read here: sparse, quantised, complex, of a class that nobody knows. */
export class UnreadTensor extends Foreign {
  override readonly takesAttributes = true;

  /** `kind` with its article: "a sparse tensor". */
  constructor(readonly kind: string) {
    super();
  }
}

/** What a tensor is that an unknown class or function makes. */
export const madeBy = ({ name }: Inert): string => `a tensor made by ${name}`;
