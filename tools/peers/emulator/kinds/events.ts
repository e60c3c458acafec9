import {
  CreateEventBusCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  ListTargetsByRuleCommand,
  PutPermissionCommand,
} from '@aws-sdk/client-eventbridge';
import { type Properties, parseDocument, type ResourceKind } from '../resource-kind';

/** `AWS::Events::Rule` */
export const rule: ResourceKind = {
  async read({ events }, { ref, properties }) {
    // of a rule on another bus, the reference is `<bus>|<rule>`
    const Name = ref.split('|').at(-1) ?? '';
    const EventBusName = properties.EventBusName === undefined ? undefined : String(properties.EventBusName);
    const described = await events.send(new DescribeRuleCommand({ Name, EventBusName }));
    const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: Name, EventBusName }));
    const pattern = parseDocument(described.EventPattern);
    // A template has it as text.
    const isText = typeof properties.EventPattern === 'string';
    const EventPattern = isText ? JSON.stringify(pattern) : pattern;
    return { ...described, EventPattern, Targets };
  },
};

/** `AWS::Events::EventBus` */
export const eventBus: ResourceKind = {
  async read({ events }, { ref: Name }) {
    return { ...(await events.send(new DescribeEventBusCommand({ Name }))) };
  },
  avoidStack: 'its stacks do not tell of a bus',
  async create({ events }, { properties, name }) {
    const Name = String(properties.Name ?? name);
    const { EventBusArn = '' } = await events.send(new CreateEventBusCommand({ ...properties, Name }));
    return { ref: Name, attributes: { Arn: EventBusArn, Name } };
  },
};

/** `AWS::Events::EventBusPolicy` */
export const eventBusPolicy: ResourceKind = {
  async read({ events }, { properties }) {
    const { EventBusName, StatementId } = properties;
    const { Policy } = await events.send(new DescribeEventBusCommand({ Name: String(EventBusName) }));
    const { Statement = [] } = parseDocument(Policy) as { readonly Statement?: readonly Properties[] };
    const found = Statement.find(({ Sid }) => Sid === StatementId);
    return { EventBusName, StatementId: found?.Sid, Statement: found };
  },
  async create({ events }, { properties, name }) {
    const { EventBusName, Statement } = properties;
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
    await events.send(new PutPermissionCommand({ EventBusName: String(EventBusName), Policy }));
    return { ref: name, attributes: {} };
  },
};
