import { useEffect, useState } from 'preact/hooks';

/** A small picture. Its URL lives as long as it is shown. */
export function Thumb({ blob, alt }: { readonly blob: Blob; readonly alt: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url === undefined ? null : <img src={url} alt={alt} draggable={false} />;
}
