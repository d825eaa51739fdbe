import { useTexts } from '../../language/language';
import type { Outcome } from '../lesson';
import { reportOn } from './report';
import { useTeachTexts } from '../texts';

interface Props {
  readonly outcome: Outcome;
  readonly names: readonly string[];
  readonly isUpToDate: boolean;
}

/** How good the head is, by photos that were held out: the share that it named right, and what it took for what. */
export function Result({ outcome, names, isUpToDate }: Props) {
  const { n } = useTexts();
  const t = useTeachTexts();
  const { right, photos, range, confusions } = reportOn(outcome);
  return (
    <section class="card" aria-labelledby="learnt">
      <h2 id="learnt">{t.result}</h2>
      {!isUpToDate && <p class="stale">{t.stale}</p>}
      <p class="said">{t.accuracy(right, photos, n.percent(right / photos))}</p>
      <p class="muted small">{t.honest(outcome.measured.folds, n.wholePercent(range[0]), n.wholePercent(range[1]))}</p>
      <div class="scrolled" tabIndex={0} role="group" aria-label={t.confusions}>
        <table class="confusions">
          <caption>{t.confusions}</caption>
          <thead>
            <tr>
              <th scope="col">{t.shows}</th>
              {names.map((name, i) => (
                <th key={i} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {confusions.map((row, i) => (
              <tr key={i}>
                <th scope="row">{names[i]}</th>
                {row.map((count, j) => (
                  <td
                    key={j}
                    class={i === j ? 'right' : count > 0 ? 'wrong' : 'none'}
                    style={{ '--share': count / Math.max(1, sumOf(row)) }}
                  >
                    {n.count(count)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="muted small">{t.confusionsSaid}</p>
    </section>
  );
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
