import { placeOf, shapeOf, type Square } from '../stage/square';
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
  const [x, y] = [square.x + square.side / 2, square.y + square.side / 2];
  return (
    <figure class="part">
      <div class="window">
        <div class="sheet" style={{ ...shapeOf(photo.size), '--x': x / width, '--y': y / height }}>
          <img src={photo.url} alt={t.part(name)} decoding="async" />
          <div class="square still" style={placeOf(square, photo.size)} />
        </div>
      </div>
      <figcaption class="muted small">{t.partSaid}</figcaption>
    </figure>
  );
}
