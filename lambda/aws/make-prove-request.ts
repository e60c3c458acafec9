import { setTimeout } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CLIENT_OPTIONS } from './client-options';
import { confirming } from './confirming';
import { type ProveRequest, proveRequestBy } from './prove-request';

/** The proof of requests as handlers use it. Its client is created with the first request: most invocations are for something else. */
export function makeProveRequest(): ProveRequest {
  let prove: ProveRequest | undefined;
  return (request) => {
    prove ??= proveRequestBy({
      client: confirming(new CloudFormationClient(CLIENT_OPTIONS)),
      wait: (milliseconds) => setTimeout(milliseconds),
    });
    return prove(request);
  };
}
