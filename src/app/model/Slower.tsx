import { useEffect, useState } from 'preact/hooks';
import type { ClassifierInfo } from '../../index';
import { useTexts } from '../language/language';
import { WEBGPU_LINK } from '../link';

/** Says that a model runs without a graphics processor, and offers one that is only imitated. */
export function Slower({ info }: { readonly info: ClassifierInfo | undefined }) {
  const { backend } = useTexts();
  const isSlower = info?.backend === 'wasm';
  const [isImitated, setImitated] = useState<boolean>();
  useEffect(() => {
    if (isSlower) void isAdapterThere().then(setImitated);
  }, [isSlower]);
  if (!isSlower || isImitated === undefined) return null;
  return (
    <p class="muted small">
      {isImitated ? backend.emulated : backend.without} {isImitated && <a href={WEBGPU_LINK}>{backend.anyway}</a>}
    </p>
  );
}

/** A model runs elsewhere although there is an adapter only where that computes on the CPU. */
async function isAdapterThere(): Promise<boolean> {
  const gpu = (navigator as { readonly gpu?: GPU }).gpu;
  const adapter = await gpu?.requestAdapter().catch(() => null);
  return !!adapter;
}
