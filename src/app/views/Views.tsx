import { useTexts } from '../language/language';
import { linkToView } from '../link';
import { type View, viewNames } from './names';

interface Props {
  readonly view: View;
  /** That of the page's address: what it says of a model and a sample goes along. */
  readonly fragment: string;
}

/** The links to the page's views. */
export function Views({ view, fragment }: Props) {
  const { views } = useTexts();
  return (
    <nav class="views" aria-label={views.label}>
      <ul>
        {viewNames.map((name) => (
          <li key={name}>
            <a
              href={linkToView(fragment, name)}
              data-name={views[name].name}
              aria-current={name === view ? 'page' : undefined}
            >
              {views[name].name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
