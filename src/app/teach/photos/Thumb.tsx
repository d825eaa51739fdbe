import { useObjectUrl } from '../../hooks/useObjectUrl';

/** A small picture. */
export const Thumb = ({ blob, alt }: { readonly blob: Blob; readonly alt: string }) => (
  <img src={useObjectUrl(blob)} alt={alt} draggable={false} />
);
