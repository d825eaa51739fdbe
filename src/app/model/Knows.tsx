import { useState } from 'preact/hooks';
import type { ClassifierInfo, Reliability } from '../../index';
import { type Texts, useTexts } from '../language/language';
import { pageOf } from './published/pageOf';

interface Props {
  readonly info: ClassifierInfo;
}

/** What a model knows: its classes, how often it is right, where it comes from. */
export function Knows({ info }: Props) {
  const t = useTexts();
  const { config, inputSize, parameters, bytes, published } = info;
  const [height, width] = inputSize;
  return (
    <>
      <p>{t.knows.lead(config.numClasses)}</p>
      <dl class="facts">
        <dt>{t.knows.accuracy}</dt>
        <dd>{accuracyIn(t, info)}</dd>
        <dt>{t.knows.trained}</dt>
        <dd>{published ? (published.url === undefined ? t.knows.trainedOn : t.knows.imagenet) : t.knows.unknown}</dd>
        <dt>{t.knows.sees}</dt>
        <dd>{t.knows.pixels(height, width)}</dd>
        <dt>{t.knows.size}</dt>
        <dd>{t.knows.parameters(parameters, bytes.weights)}</dd>
        <dt>{t.knows.licence}</dt>
        <dd>{published?.license ?? t.knows.unknown}</dd>
        <dt>{t.knows.source}</dt>
        <dd>
          {published?.url === undefined ? (
            published ? (
              t.knows.ownSource
            ) : (
              t.knows.unknown
            )
          ) : (
            <a href={pageOf(published.url)}>{published.name}</a>
          )}
        </dd>
      </dl>
      {published?.reliability && <Table reliability={published.reliability} />}
      <Classes labels={info.labels} />
    </>
  );
}

function accuracyIn({ knows, n }: Texts, { published }: ClassifierInfo): string {
  if (published?.top1 !== undefined) return knows.top1(n.percent(published.top1 / 100));
  if (!published?.reliability) return knows.unknown;
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  const [right, photos] = [sum(published.reliability.right), sum(published.reliability.photos)];
  return knows.measured(right, photos, n.percent(right / photos));
}

/** The reliability table, a row a step of the score, the surest first. */
function Table({ reliability: { from, photos, right, doubt } }: { readonly reliability: Reliability }) {
  const { knows, n } = useTexts();
  const rows = from.map((edge, step) => ({
    edge,
    to: from[step + 1] ?? 1,
    photos: photos[step] ?? 0,
    right: right[step] ?? 0,
  }));
  return (
    <table class="reliability">
      <caption>{knows.table}</caption>
      <thead>
        <tr>
          <th scope="col">{knows.sure}</th>
          <th scope="col">{knows.right}</th>
          <th scope="col">{knows.photos}</th>
        </tr>
      </thead>
      <tbody>
        {rows.reverse().map((row) => (
          <tr key={row.edge}>
            <th scope="row">{knows.range(n.wholePercent(row.edge), n.wholePercent(row.to))}</th>
            <td>
              {n.wholePercent(row.right / row.photos)}
              <span class="bar" aria-hidden="true">
                <span style={{ '--share': row.right / row.photos }} />
              </span>
            </td>
            <td>{n.count(row.photos)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={3}>{knows.doubt(n.wholePercent(doubt))}</td>
        </tr>
      </tfoot>
    </table>
  );
}

/** The labels in the order of the alphabet, as far as they hold the text that is searched for. */
function Classes({ labels }: { readonly labels: readonly string[] }) {
  const { knows } = useTexts();
  const [text, setText] = useState('');
  if (labels.length === 0) return <p class="muted">{knows.unnamed}</p>;
  const words = text.trim().toLowerCase();
  const found = labels.filter((label) => label.toLowerCase().includes(words)).sort((a, b) => a.localeCompare(b, 'en'));
  return (
    <div class="classes">
      <label for="search">{knows.search}</label>
      <input
        id="search"
        type="search"
        autocomplete="off"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <p class="muted small" aria-live="polite">
        {knows.found(found.length, labels.length)}
      </p>
      <ul lang="en" tabIndex={0} aria-label={knows.list}>
        {found.map((label, place) => (
          <li key={place}>{label}</li>
        ))}
      </ul>
    </div>
  );
}
