import { gunzipSync } from 'node:zlib';

/** A call of an AWS service, or an action of IAM that no call is named after. */
export interface Call {
  /** As CloudTrail writes it, or the action without its service. */
  readonly name: string;
  /** The types of resources that its action is authorized on. */
  readonly types: readonly ResourceType[];
  /** The members of its request, as the service's model names them. */
  readonly members: readonly string[];
}

/** A type of resource that an action is authorized on. */
export interface ResourceType {
  /** The ARN behind the partition, with variables: `ec2:${Region}:${Account}:natgateway/${NatGatewayId}`. */
  readonly arn: string;
  readonly isRequired: boolean;
}

/** A member of requests or responses that is a map whose keys customers choose. */
export interface MapMember {
  /** How many maps lie in one another; infinite for any JSON. */
  readonly depth: number;
  /** Whether it is a list of such maps. */
  readonly inList: boolean;
  /** Of a name that is that of a structure, too: the members of this, in lower case. */
  readonly members: ReadonlySet<string>;
}

/** The end of an event source. */
export const SOURCE_END = '.amazonaws.com';

/** Lambda's names end with the date of a version of the API, and some with a further version that no model has. */
const VERSION = /(?:\d{8}(?:v\d+)?|\d{4}_\d\d_\d\d)$/;

/** The line of an action: one behind `:`, or a call with a level of access. */
const ACTION = /^(?::|[^=:\t][^\t]*\t[a-z])/;

/**
 * The calls of AWS, as `npm run write:calls` writes them from the models of botocore and the actions of iam-data. Blocks of the text are
 * read when a service of theirs is asked for.
 */
export class CallCatalogue {
  /** The Regions of all partitions. */
  readonly regions: readonly string[];
  private readonly bySource = new Map<string, string[]>();
  private readonly byPrefix = new Map<string, string[]>();
  private readonly prefixes = new Map<string, string>();
  private readonly sourcesByPrefix = new Map<string, string[]>();
  private readonly services = new Map<string, string>();
  private readonly callsOf = new Map<string, ReadonlyMap<string, Call>>();
  private readonly actionsOf = new Map<string, ReadonlyMap<string, Call>>();
  private readonly mapsOf = new Map<string, ReadonlyMap<string, MapMember>>();
  private readonly spellingsOf = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  private readonly errorCodesOf = new Map<string, ReadonlyMap<string, number>>();
  private allMembers: ReadonlySet<string> | undefined;
  private allCallNames: readonly string[] | undefined;
  private allFoldedNames: readonly string[] | undefined;

  /** @param packed the text of the catalogue, compressed by gzip */
  static unpack(packed: Uint8Array): CallCatalogue {
    return new CallCatalogue(gunzipSync(packed).toString('utf8'));
  }

  /** The catalogue of a file, which is read once, when there is a name to judge. */
  static reader(readPacked: () => Uint8Array): () => CallCatalogue {
    let calls: CallCatalogue | undefined;
    return () => {
      calls ??= CallCatalogue.unpack(readPacked());
      return calls;
    };
  }

  private constructor(private readonly text: string) {
    const [head = '', ...blocks] = text.split('\n@');
    this.regions = (/^%(.*)$/m.exec(head)?.[1] ?? '').split(' ');
    for (const block of blocks) {
      const [first = ''] = block.split('\n', 1);
      const [sources = '', prefix = '', service = ''] = first.split('\t');
      add(this.byPrefix, prefix, block);
      const [source = ''] = sources.split(' ');
      if (source !== '') this.services.set(service, source);
      for (const source of sources.split(' ').filter((each) => each !== '')) {
        add(this.bySource, source, block);
        if (this.prefixes.has(source)) continue;
        this.prefixes.set(source, prefix);
        add(this.sourcesByPrefix, prefix, source);
      }
    }
  }

  /** The event sources with a model, without their common end. */
  get sources(): Iterable<string> {
    return this.bySource.keys();
  }

  /** Whether an event source, without its end, has a model. */
  hasSource(source: string): boolean {
    return this.bySource.has(source);
  }

  /** Whether IAM has a service of the prefix. */
  hasPrefix(prefix: string): boolean {
    return this.byPrefix.has(prefix);
  }

  /** The event sources of the service that IAM calls by the prefix, without their end. */
  sourcesOf(prefix: string): readonly string[] {
    return this.sourcesByPrefix.get(prefix) ?? [];
  }

  /** IAM's prefix of the service of an event source without its end. */
  prefixOf(source: string): string | undefined {
    return this.prefixes.get(source);
  }

  /** The event source, without its end, of the service that SDKs call by the name. */
  sourceOfService(service: string): string | undefined {
    return this.services.get(service);
  }

  /** The calls of an event source, by their names in lower case and without version. */
  calls(source: string): ReadonlyMap<string, Call> {
    const known = this.callsOf.get(source);
    if (known !== undefined) return known;
    const arns = this.arnsOf(this.prefixes.get(source) ?? source);
    const calls = (this.bySource.get(source) ?? []).flatMap((block) =>
      linesOf(block).flatMap((line) => (/^[=:{&!]/.test(line) ? [] : [callOf(line, arns)])),
    );
    const found = new Map<string, Call>();
    for (const call of calls) {
      const name = unversioned(call.name).toLowerCase();
      // Services of one source may have calls of one name.
      found.set(name, { ...call, members: [...(found.get(name)?.members ?? []), ...call.members] });
    }
    this.callsOf.set(source, found);
    return found;
  }

  /** The maps in requests and responses of an event source, or of all, by their names in lower case. */
  maps(source?: string): ReadonlyMap<string, MapMember> {
    const known = this.mapsOf.get(source ?? '');
    if (known !== undefined) return known;
    const blocks = source === undefined ? [...this.bySource.values()].flat() : this.bySource.get(source);
    const found = new Map<string, MapMember>();
    for (const line of [...new Set(blocks)].flatMap(linesOf))
      if (line.startsWith('{')) for (const text of line.slice(1).split(' ')) addMap(found, text);
    this.mapsOf.set(source ?? '', found);
    return found;
  }

  /** The names of all members of an event source's requests and answers, by these in lower case, as its models spell them. */
  spellings(source: string): ReadonlyMap<string, ReadonlySet<string>> {
    const known = this.spellingsOf.get(source);
    if (known !== undefined) return known;
    const found = new Map<string, Set<string>>();
    for (const line of (this.bySource.get(source) ?? []).flatMap(linesOf))
      for (const name of membersIn(line)) {
        const lower = name.toLowerCase();
        found.set(lower, (found.get(lower) ?? new Set()).add(name));
      }
    this.spellingsOf.set(source, found);
    return found;
  }

  /** The error codes that the models of an event source have; of all, by how many services have each. */
  errorCodes(source?: string): ReadonlyMap<string, number> {
    const known = this.errorCodesOf.get(source ?? '');
    if (known !== undefined) return known;
    const blocks = source === undefined ? [...this.bySource.values()].flat() : this.bySource.get(source);
    const found = new Map<string, number>();
    for (const line of [...new Set(blocks)].flatMap(linesOf))
      if (line.startsWith('!'))
        for (const code of line.slice(1).split(' ')) found.set(code, (found.get(code) ?? 0) + 1);
    this.errorCodesOf.set(source ?? '', found);
    return found;
  }

  /** Whether any API has a member of the name, in whatever letter case. */
  hasMember(name: string): boolean {
    this.allMembers ??= new Set(
      this.text
        .split('\n')
        .flatMap(membersIn)
        .map((each) => each.toLowerCase()),
    );
    return this.allMembers.has(name.toLowerCase());
  }

  /** The actions of IAM's prefix, by their names in lower case: those that calls are named after, too. */
  actions(prefix: string): ReadonlyMap<string, Call> {
    const known = this.actionsOf.get(prefix);
    if (known !== undefined) return known;
    const arns = this.arnsOf(prefix);
    const calls = (this.byPrefix.get(prefix) ?? []).flatMap((block) =>
      linesOf(block).flatMap((line) => (ACTION.test(line) ? [callOf(line.replace(/^:/, ''), arns)] : [])),
    );
    const found = new Map(calls.map((call) => [unversioned(call.name).toLowerCase(), call]));
    this.actionsOf.set(prefix, found);
    return found;
  }

  /** The names of the calls of event sources; by default of all, which are collected once. */
  callNames(sources?: readonly string[]): readonly string[] {
    if (sources !== undefined) return namesIn(sources.map((source) => this.calls(source)));
    this.allCallNames ??= this.callNames([...this.bySource.keys()]);
    return this.allCallNames;
  }

  /** The names of calls and of actions, in lower case, like {@link callNames}. */
  foldedNames(sources?: readonly string[]): readonly string[] {
    const namesOf = (calls: readonly string[], prefixes: readonly string[]) => {
      const actions = namesIn(prefixes.map((prefix) => this.actions(prefix)));
      return [...new Set([...calls, ...actions].map((name) => name.toLowerCase()))];
    };
    if (sources !== undefined)
      return namesOf(
        this.callNames(sources),
        sources.map((source) => this.prefixes.get(source) ?? source),
      );
    this.allFoldedNames ??= namesOf(this.callNames(), [...this.byPrefix.keys()]);
    return this.allFoldedNames;
  }

  private arnsOf(prefix: string): ReadonlyMap<string, string> {
    const types = (this.byPrefix.get(prefix) ?? []).flatMap((block) =>
      linesOf(block).flatMap((line) => (line.startsWith('=') ? [line.slice(1).split('\t')] : [])),
    );
    return new Map(types.map(([name = '', arn = '']) => [name, arn]));
  }
}

/** The name of a call without the version that Lambda and CloudFront write behind it. */
export function unversioned(name: string): string {
  return name.replace(VERSION, '');
}

function namesIn(services: readonly ReadonlyMap<string, Call>[]): readonly string[] {
  return [...new Set(services.flatMap((calls) => [...calls.values()].map(({ name }) => name)))];
}

function add(map: Map<string, string[]>, key: string, text: string): void {
  const texts = map.get(key);
  if (texts === undefined) map.set(key, [text]);
  else texts.push(text);
}

function linesOf(block: string): readonly string[] {
  return block
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
}

/** The members that a line names: those of a request, or of a service besides. */
function membersIn(line: string): readonly string[] {
  if (line.startsWith('&')) return line.slice(1).split(' ');
  return /^[#%@=:{!]/.test(line) ? [] : wordsOf(line.split('\t')[3] ?? '', ' ');
}

/** `environment=m(variables)`: `m` is a map, `d` any JSON, a first `l` a list of them. Services of one event source may differ. */
function addMap(maps: Map<string, MapMember>, text: string): void {
  const [, name = '', kind = '', others = ''] = /^([^=]+)=(\w+)(?:\((.*)\))?$/.exec(text) ?? [];
  const { depth, inList, members } = maps.get(name) ?? { depth: 0, inList: false, members: [] };
  maps.set(name, {
    depth: Math.max(depth, kind.endsWith('d') ? Number.POSITIVE_INFINITY : kind.replace('l', '').length),
    inList: inList || kind.startsWith('l'),
    members: new Set([...members, ...wordsOf(others, ',')]),
  });
}

function wordsOf(text: string, separator: string): readonly string[] {
  return text === '' ? [] : text.split(separator);
}

function callOf(line: string, arns: ReadonlyMap<string, string>): Call {
  const [name = '', , types = '', members = ''] = line.split('\t');
  return {
    name,
    types: wordsOf(types, ',').flatMap((type) => {
      const arn = arns.get(type.replace(/\*$/, ''));
      return arn === undefined ? [] : [{ arn, isRequired: type.endsWith('*') }];
    }),
    members: wordsOf(members, ' '),
  };
}
