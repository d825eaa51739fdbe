import { useEffect, useRef, useState } from 'preact/hooks';
import type { Classifier } from '../../index';
import { Problem } from '../components/Problem';
import { type Failure, failureOf } from '../failures';
import { useInsideTexts } from './insideTexts';
import { pixelsOf } from './pixels';
import { regionOf, type Square } from '../stage/square';
import type { Photo } from '../state';

interface Props {
  readonly classifier: Classifier;
  readonly photo: Photo;
  readonly square: Square | undefined;
}

/** The input that the network gets of a photo, as a picture. */
export function Input({ classifier, photo, square }: Props) {
  const t = useInsideTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [failure, setFailure] = useState<Failure>();
  const { info } = classifier;
  const [height, width] = info.inputSize;
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    classifier.preprocess(photo.blob, { signal, regionOfInterest: regionOf(classifier.info, photo, square) }).then(
      ({ data }) => {
        const pixels = new ImageData(
          pixelsOf(data, classifier.info.preprocessing, data.length / (height * width)),
          width,
          height,
        );
        canvas.current?.getContext('2d')?.putImageData(pixels, 0, 0);
      },
      (error: unknown) => {
        if (!signal.aborted) setFailure(failureOf(error, { on: 'photo', name: photo.name }));
      },
    );
    return () => controller.abort();
  }, [classifier, photo, square, height, width]);
  return (
    <div class="input">
      <canvas ref={canvas} width={width} height={height} aria-hidden="true" />
      <p class="muted small">{t.inputSaid(height, width)}</p>
      <Problem failure={failure} />
    </div>
  );
}
