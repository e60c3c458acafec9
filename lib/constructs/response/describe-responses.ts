import type { DescribedLines } from '../resource/describe-resource';
import type { ResponderProps } from './responder-props';

/** Which alerts are answered by which action: a line for each rule of each response, and for who is exempt. */
export function describeResponses({ responses, exempt = {} }: ResponderProps): DescribedLines {
  const { principals = [], accounts = [], resources = [] } = exempt;
  return [
    ...responses.flatMap(({ _action, _isActing, _approvalTimeout, _ruleNames }) =>
      _ruleNames.map((name): [string, string] => [
        `${_action} ${name}`,
        _isActing ? (_approvalTimeout === undefined ? 'acts' : 'acts after approval') : 'dry run',
      ]),
    ),
    ...[...principals, ...accounts, ...resources].map((each): [string, string] => [
      `exempt ${each}`,
      'from every response',
    ]),
  ];
}
