import { Component, type ComponentClass, type FunctionComponent } from 'preact';

/**
 * A component that is drawn anew only when one of its properties is another one than before. Elements that are kept and
 * returned again, as by useMemo, would do the same, but each holds all elements that were around it when it was made.
 */
export function steady<Props extends object>(Drawn: FunctionComponent<Props>): ComponentClass<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const names = Object.keys({ ...this.props, ...next }) as (keyof Props)[];
      return names.some((name) => this.props[name] !== next[name]);
    }

    override render() {
      return <Drawn {...this.props} />;
    }
  };
}
