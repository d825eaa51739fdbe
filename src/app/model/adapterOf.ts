import type { ClassifierInfo } from '../../index';

/** What a model runs on; undefined where the browser does not name it, as Firefox does not. */
export const adapterOf = ({
  adapter,
  isAdapterNamed,
}: Pick<ClassifierInfo, 'adapter' | 'isAdapterNamed'>): string | undefined => (isAdapterNamed ? adapter : undefined);
