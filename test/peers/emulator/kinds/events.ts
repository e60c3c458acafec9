import { DescribeRuleCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { parseDocument, type ResourceKind } from '../resource-kind';

/** `AWS::Events::Rule` */
export const rule: ResourceKind = {
  async read({ events }, { ref }) {
    // of a rule on another bus, the reference is `<bus>|<rule>`
    const Name = ref.split('|').at(-1) ?? '';
    const described = await events.send(new DescribeRuleCommand({ Name }));
    const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: Name }));
    return { ...described, EventPattern: parseDocument(described.EventPattern), Targets };
  },
};
