/** A trail as the stub of CloudTrail keeps it: what the calls said of it. */
export interface ServedTrail {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly isLogging: boolean;
  readonly selectors?: Readonly<Record<string, unknown>>;
  readonly insights: readonly unknown[];
  readonly aggregations: readonly unknown[];
}

type Body = Readonly<Record<string, unknown>>;

/** An error of CloudTrail, by its name. */
export class TrailFault extends Error {
  constructor(override readonly name: string) {
    super(`the message of ${name}`);
  }
}

/** The trails of an organization as a delegated administrator sees them: by their ARNs alone, which are of the management account. */
export class ServedTrails {
  readonly all = new Map<string, ServedTrail>();

  constructor(
    /** Up to and with the slash before the name. */
    private readonly arnStart: string,
    trails: Readonly<Record<string, Partial<ServedTrail>>> = {},
  ) {
    for (const [arn, trail] of Object.entries(trails)) this.all.set(arn, { ...NEW, ...trail });
  }

  /** What CloudTrail answers to an operation. */
  answer(operation: string, body: Body): object {
    const serve = OPERATIONS[operation];
    if (serve === undefined) throw new TrailFault('UnsupportedOperationException');
    if (operation === 'CreateTrail') return this.create(body);
    const [listed] = (body.ResourceIdList as readonly string[] | undefined) ?? [];
    const arn = String(body.TrailName ?? body.ResourceId ?? body.Name ?? listed);
    const trail = this.all.get(arn);
    if (trail === undefined) throw new TrailFault('TrailNotFoundException');
    const { answer = {}, ...change } = serve(trail, body);
    if (change.isDeleted) this.all.delete(arn);
    else this.all.set(arn, { ...trail, ...change.after });
    return answer;
  }

  private create({ TagsList, ...settings }: Body): object {
    const arn = `${this.arnStart}${String(settings.Name)}`;
    if (this.all.has(arn)) throw new TrailFault('TrailAlreadyExistsException');
    this.all.set(arn, { ...NEW, settings, tags: toRecord(TagsList) });
    return { TrailARN: arn };
  }
}

const NEW: ServedTrail = {
  ...{ settings: { IsOrganizationTrail: true }, tags: {}, isLogging: false },
  ...{ insights: [], aggregations: [] },
};

/** What GetEventSelectors answers for a trail whose selectors were never put. */
export const DEFAULT_SELECTORS = {
  EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }],
};

interface Served {
  readonly answer?: object;
  readonly after?: Partial<ServedTrail>;
  readonly isDeleted?: boolean;
}

const OPERATIONS: Readonly<Record<string, (trail: ServedTrail, body: Body) => Served>> = {
  CreateTrail: () => ({}),
  GetTrail: ({ settings, selectors, insights }) => ({
    answer: {
      Trail: {
        ...settings,
        SnsTopicARN: settings.SnsTopicName === '' ? undefined : settings.SnsTopicName,
        LogFileValidationEnabled: settings.EnableLogFileValidation,
        HasCustomEventSelectors: selectors !== undefined && !isDefault(selectors),
        HasInsightSelectors: insights.length > 0,
      },
    },
  }),
  GetEventSelectors: ({ selectors }) => ({ answer: selectors ?? DEFAULT_SELECTORS }),
  GetInsightSelectors: ({ insights }) => {
    if (insights.length === 0) throw new TrailFault('InsightNotEnabledException');
    return { answer: { InsightSelectors: insights } };
  },
  UpdateTrail: ({ settings }, { Name: _, ...changes }) => ({
    answer: { TrailARN: 'arn' },
    after: { settings: withoutEmpty({ ...settings, ...changes }) },
  }),
  DeleteTrail: () => ({ isDeleted: true }),
  StartLogging: () => ({ after: { isLogging: true } }),
  StopLogging: () => ({ after: { isLogging: false } }),
  GetTrailStatus: ({ isLogging }) => ({ answer: { IsLogging: isLogging } }),
  // one kind replaces the other
  PutEventSelectors: (_, { TrailName: __, ...selectors }) => ({ after: { selectors } }),
  PutInsightSelectors: (_, { InsightSelectors }) => ({ after: { insights: InsightSelectors as unknown[] } }),
  PutEventConfiguration: ({ selectors }, { AggregationConfigurations }) => {
    if (selectors === undefined) throw new TrailFault('InvalidEventSelectorsException');
    return { after: { aggregations: AggregationConfigurations as unknown[] } };
  },
  GetEventConfiguration: ({ aggregations }) => ({ answer: { AggregationConfigurations: aggregations } }),
  ListTags: ({ tags }, { ResourceIdList }) => {
    const TagsList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    return { answer: { ResourceTagList: [{ ResourceId: (ResourceIdList as string[])[0], TagsList }] } };
  },
  AddTags: ({ tags }, { TagsList }) => ({ after: { tags: { ...tags, ...toRecord(TagsList) } } }),
  RemoveTags: ({ tags }, { TagsList }) => {
    const gone = Object.keys(toRecord(TagsList));
    return {
      after: { tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !gone.includes(key))) },
    };
  },
};

function isDefault(selectors: Body): boolean {
  return JSON.stringify(selectors).includes('"Management events selector"');
}

function withoutEmpty(settings: Body): Body {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
}

function toRecord(tags: unknown): Readonly<Record<string, string>> {
  const list = (tags ?? []) as readonly { readonly Key: string; readonly Value?: string }[];
  return Object.fromEntries(list.map(({ Key, Value = '' }) => [Key, Value]));
}
