import type { Condition } from '../../rule/condition';
import type { YamlEntry, YamlNode, YamlScalar } from '../../yaml/yaml-node';
import type { ReadingContext } from '../text/reading-context';
import { parseCondition, type Selections } from './sigma-condition';
import { parseSelection } from './sigma-selection';

/** A field that a selection looks at. */
interface FieldUse {
  readonly selection: string;
  readonly field: string;
  readonly at: number;
}

/** How deep conditions on elements and documents may stand in one another: a policy has a Statement, and that is two. */
const MAX_NESTING = 10;

/**
 * The selections of a detection. All are read at once; one that a condition on an element or a document names is read
 * when it is named, wherever it stands.
 */
export class SigmaSelections implements Selections {
  /** The fields of all selections, in the order in which they were read. */
  readonly fields: FieldUse[] = [];
  /** The selections that conditions on elements and documents use. */
  readonly nested = new Set<string>();
  private readonly nodes: ReadonlyMap<string, YamlNode>;
  private readonly read = new Map<string, Condition | undefined>();
  /** The selections that are being read, each for the one before it. */
  private readonly open: string[] = [];

  constructor(
    entries: readonly YamlEntry[],
    private readonly context: ReadingContext,
  ) {
    this.nodes = new Map(entries.map(({ key, value }) => [key, value]));
    for (const name of this.nodes.keys()) this.get(name);
  }

  /** Whether every selection could be read. */
  get areWhole(): boolean {
    return ![...this.read.values()].includes(undefined);
  }

  has(name: string): boolean {
    return this.nodes.has(name);
  }

  keys(): ReturnType<ReadonlyMap<string, unknown>['keys']> {
    return this.nodes.keys();
  }

  get(name: string): Condition | undefined {
    const node = this.nodes.get(name);
    if (node === undefined || this.read.has(name)) return this.read.get(name);
    this.open.push(name);
    const condition = parseSelection(name, node, {
      ...this.context,
      onField: (field, at) => this.fields.push({ selection: name, field, at }),
      nested: (source) => this.parseNested(source),
    });
    this.open.pop();
    this.read.set(name, condition);
    return condition;
  }

  private parseNested(source: YamlScalar): Condition | undefined {
    const { problems, budget } = this.context;
    if (this.open.length > MAX_NESTING) {
      const message = `conditions on elements and documents stand more than ${MAX_NESTING} deep`;
      problems.error('too-deep', message, source.at);
      return undefined;
    }
    const circle: string[] = [];
    const condition = parseCondition(source, this.guarded(circle), problems, (name) => this.nested.add(name));
    if (circle.length > 0) {
      const message = `the selection '${circle[0]}' is a condition on parts of itself`;
      problems.error('circular-selection', message, source.at);
    }
    if (condition === undefined) return undefined;
    budget.nestedCharacters -= JSON.stringify(condition).length;
    if (budget.nestedCharacters >= 0) return condition;
    const message = 'the conditions on elements and documents become too large; use each selection once';
    problems.error('too-large', message, source.at);
    return undefined;
  }

  /** These selections, where one that is being read is put into `circle` and cannot be read. */
  private guarded(circle: string[]): Selections {
    return {
      has: (name) => this.has(name),
      keys: () => this.keys(),
      get: (name) => {
        if (!this.open.includes(name)) return this.get(name);
        circle.push(name);
        return undefined;
      },
    };
  }
}
