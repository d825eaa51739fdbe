import { placeOf, type Square } from '../stage/square';
import type { Photo } from '../state';
import { useCompareTexts } from './texts';

interface Props {
  readonly photo: Photo;
  readonly square: Square;
  /** The model's name. */
  readonly name: string;
}

/** The part of the photo that a model sees, drawn on the photo. */
export function Part({ photo, square, name }: Props) {
  const t = useCompareTexts();
  const { width, height } = photo.size;
  return (
    <figure class="part">
      <div class="sheet" style={{ '--ratio': width / height }}>
        <img src={photo.url} alt={t.part(name)} decoding="async" />
        <div class="square still" style={placeOf(square, photo.size)} />
      </div>
      <figcaption class="muted small">{t.partSaid}</figcaption>
    </figure>
  );
}
