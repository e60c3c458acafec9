import { type ClosingMachine, toClosingMachine } from '../../../../lib/core/alert/sink/closing-machine';
import { parseReturnedEvent } from '../../../../lib/core/alert/sink/to-event';
import type { Json, JsonObject } from '../../../../lib/core/json/json-value';
import { runJsonataMachine } from '../../../state-machine/jsonata-machine';

const ID = 'c'.repeat(64);
const OTHER = 'd'.repeat(64);
const REASON = 'the check saw that it is right again';

interface Item {
  readonly id: string;
  readonly key: string;
  isOpen: boolean;
  readonly notes: string[];
}

/** A product with what was opened in it, by its documented requests. */
abstract class Product {
  readonly items: Item[] = [];
  abstract readonly endpoint: string;

  open(key: string): void {
    this.items.push({ id: String(this.items.length + 1), key, isOpen: true, notes: [] });
  }

  abstract answer(method: string, path: string, request: JsonObject): Json;

  protected item(id: string | undefined): Item {
    const item = this.items.find((one) => one.id === id);
    if (item === undefined) throw httpError(404);
    return item;
  }
}

function httpError(status: number): Error {
  return Object.assign(new Error(`status ${status}`), { name: `States.Http.StatusCode.${status}` });
}

class Opsgenie extends Product {
  readonly endpoint = 'https://api.opsgenie.com/v2/alerts';

  override open(key: string): void {
    // an open alert of the same alias is counted
    if (!this.items.some((one) => one.key === key && one.isOpen)) super.open(key);
  }

  answer(method: string, path: string, { QueryParameters, RequestBody }: JsonObject): Json {
    const [, alias, verb] = path.split('/');
    expect([method, verb, QueryParameters]).toEqual(['POST', 'close', { identifierType: 'alias' }]);
    for (const one of this.items.filter(({ key, isOpen }) => key === alias && isOpen)) {
      one.isOpen = false;
      one.notes.push(String((RequestBody as JsonObject).note));
    }
    // the answer is the same where none has the alias
    return { result: 'Request will be processed' };
  }
}

class ServiceNow extends Product {
  readonly endpoint = 'https://example.service-now.com/api/now/table/incident';

  answer(method: string, path: string, { QueryParameters, RequestBody }: JsonObject): Json {
    if (method === 'GET') {
      const query = String((QueryParameters as JsonObject).sysparm_query);
      const [, key] = /^correlation_id=(\w+)\^stateNOT IN6,7,8$/.exec(query) ?? [];
      return {
        result: this.items.filter((one) => one.key === key && one.isOpen).map(({ id }) => ({ sys_id: id })),
      };
    }
    const item = this.item(path.slice(1));
    const { state, close_code: code, close_notes: notes } = RequestBody as JsonObject;
    // the data policy of incidents
    if (method !== 'PATCH' || state !== '6' || code === '' || notes === '') throw httpError(403);
    item.isOpen = false;
    item.notes.push(String(notes));
    return { result: {} };
  }
}

class Jira extends Product {
  readonly endpoint = 'https://issues.example.com/rest/api/3/issue';
  hasWay = true;

  answer(method: string, path: string, { RequestBody }: JsonObject): Json {
    const body = (RequestBody ?? {}) as JsonObject;
    if (method === 'POST' && path === '/rest/api/3/search/jql') {
      const [, key] = /^labels = "alert-(\w+)" AND statusCategory != Done$/.exec(String(body.jql)) ?? [];
      return { issues: this.items.filter((one) => one.key === key && one.isOpen).map(({ id }) => ({ id })) };
    }
    const [, id, what] = path.split('/');
    const item = this.item(id);
    if (method === 'GET' && what === undefined)
      return { fields: { status: { statusCategory: { key: item.isOpen ? 'new' : 'done' } } } };
    if (method === 'GET' && what === 'transitions') {
      const to = (key: string) => ({ statusCategory: { key } });
      const ways = [{ id: '11', to: to('indeterminate') }];
      return { transitions: this.hasWay && item.isOpen ? [...ways, { id: '31', to: to('done') }] : ways };
    }
    if (what === 'transitions') {
      expect(body).toEqual({ transition: { id: '31' } });
      item.isOpen = false;
    } else if (what === 'comment') item.notes.push(JSON.stringify(body.body));
    else throw httpError(404);
    return '';
  }
}

const PRODUCTS = {
  opsgenie: () => new Opsgenie(),
  'service-now': () => new ServiceNow(),
  jira: () => new Jira(),
} satisfies Record<ClosingMachine['kind'], () => Product>;

/** What happens before the request of a number, from 1. */
type Before = (request: number) => void;

async function close(
  kind: ClosingMachine['kind'],
  product: Product,
  { before = () => undefined, input = {} }: { before?: Before; input?: JsonObject } = {},
) {
  const { endpoint } = product;
  const sent: JsonObject[] = [];
  let requests = 0;
  const definition = toClosingMachine({
    ...{ kind, endpoint, partition: 'aws', connectionArn: 'arn:connection' },
    deadLetterQueueUrl: 'https://queue',
  });
  const start = {
    name: 'one',
    startedAt: '2026-11-20T12:00:00Z',
    input: { id: ID, reason: REASON, ...input },
  };
  const execution = await runJsonataMachine(definition, start, async (resource, request) => {
    if (resource === 'sqs:sendMessage') {
      sent.push(request);
      return {};
    }
    requests += 1;
    before(requests);
    if (resource !== 'http:invoke') return states.shift() ?? { MetricAlarms: [{}], CompositeAlarms: [] };
    expect(request.Authentication).toEqual({ ConnectionArn: 'arn:connection' });
    const address = String(request.ApiEndpoint);
    const path = address.startsWith(endpoint)
      ? address.slice(endpoint.length)
      : address.replace('https://issues.example.com', '');
    return { ResponseBody: product.answer(String(request.Method), path, request), StatusCode: 200 };
  });
  return { ...execution, sent, waits: execution.entered.filter((state) => state === 'Wait').length };
}

/** What CloudWatch answers next; then that an alarm is OK. */
let states: Json[] = [];
beforeEach(() => {
  states = [];
});

const KINDS = Object.keys(PRODUCTS) as (keyof typeof PRODUCTS)[];

describe.each(KINDS)('%s', (kind) => {
  test('closes whatever is open with the id, with the reason, once, and nothing else', async () => {
    const product = PRODUCTS[kind]();
    for (const key of [ID, OTHER, ID]) product.open(key);
    for (let times = 0; times < 2; times++)
      expect(await close(kind, product)).toMatchObject({ status: 'SUCCEEDED', sent: [] });
    const [own, others] = [true, false].map((isOwn) =>
      product.items.filter(({ key }) => (key === ID) === isOwn),
    );
    expect(own?.map(({ isOpen, notes }) => [isOpen, notes.length])).toEqual(own?.map(() => [false, 1]));
    expect(own?.[0]?.notes[0]).toContain(REASON);
    expect(others?.map(({ isOpen, notes }) => [isOpen, notes])).toEqual([[true, []]]);
  });

  test.each(kind === 'opsgenie' ? [1] : [1, 2, 3, 4])(
    'closes what is opened only before its look %d, and looks no more',
    async (look) => {
      const product = PRODUCTS[kind]();
      let looks = 0;
      const before = () => {
        looks += 1;
        // a look at nothing is one request
        if (looks === look) product.open(ID);
      };
      expect(await close(kind, product, { before })).toMatchObject({
        ...{ status: 'SUCCEEDED', waits: look - 1 },
      });
      expect(product.items.map(({ isOpen }) => isOpen)).toEqual([false]);
    },
  );

  test('leaves alone what a person opens again after it was closed', async () => {
    const product = PRODUCTS[kind]();
    product.open(ID);
    let isOpenedAgain = false;
    const before = () => {
      const [item] = product.items;
      if (item?.isOpen !== false || item.notes.length === 0 || isOpenedAgain) return;
      item.isOpen = true;
      isOpenedAgain = true;
    };
    await close(kind, product, { before });
    for (const item of product.items) item.isOpen ||= item.notes.length > 0;
    expect(product.items).toMatchObject([{ isOpen: true, notes: [expect.stringContaining(REASON)] }]);
    expect(isOpenedAgain).toBe(false);
  });

  test('fails often and goes on, and gives what it cannot close to the dead-letter queue, from which it comes back', async () => {
    const product = PRODUCTS[kind]();
    product.open(ID);
    const failing = (most: number) => (request: number) => {
      if (request <= most) throw httpError(503);
    };
    expect(await close(kind, product, { before: failing(7) })).toMatchObject({
      status: 'SUCCEEDED',
      sent: [],
    });
    product.open(ID);
    const { status, sent } = await close(kind, product, { before: failing(1_000) });
    expect([status, sent.length]).toEqual(['FAILED', 1]);
    expect(parseReturnedEvent(JSON.stringify(sent[0]?.MessageBody))).toEqual({
      ...{ source: 'trailwatch', detailType: 'Trailwatch Closing', detail: { id: ID, reason: REASON } },
    });
  });

  test('leaves an alarm that was raised again to its next end', async () => {
    const product = PRODUCTS[kind]();
    product.open(ID);
    states = [{ MetricAlarms: [], CompositeAlarms: [] }];
    const input = { alarmName: 'queue is full' };
    expect(await close(kind, product, { input })).toMatchObject({ status: 'SUCCEEDED', waits: 0 });
    expect(product.items[0]?.isOpen).toBe(true);
    await close(kind, product, { input });
    expect(product.items[0]?.isOpen).toBe(false);
  });
});

test('an issue whose workflow has no way to Done stays open, and someone is told', async () => {
  const jira = new Jira();
  jira.hasWay = false;
  jira.open(ID);
  expect(await close('jira', jira)).toMatchObject({ status: 'FAILED', error: 'NotClosed', sent: [{}] });
  expect(jira.items[0]).toMatchObject({ isOpen: true, notes: [] });
});
