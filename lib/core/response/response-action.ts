import { textAt } from '../fact/text-at';
import type { JsonObject } from '../json/json-value';
import type { RoleStatementData } from '../policy/policy-statement-data';
import type { Guardrail, ResponseTarget } from '../settings/responder-settings';

/** What an action is planned from in addition to the record. Account and Region were checked; the rest comes from the stack. */
export interface PlanScope {
  readonly partition: string;
  /** The account concerned, 12 digits. */
  readonly accountId: string;
  readonly region: string;
  readonly guardrail?: Guardrail | undefined;
  readonly target?: ResponseTarget | undefined;
  /** Where the responder is. */
  readonly ownAccount: string;
  readonly ownRegion: string;
  readonly alertId: string;
  /** The resources of the alert, as the record has them: hostile texts. */
  readonly resources: readonly string[];
}

/** What is done: every text of it was checked, so it can be used in a call and in a command. */
export interface PlannedCall {
  readonly kind: 'act';
  /** The changed resource: an ARN. */
  readonly resource: string;
  /** The request of the state machine. */
  readonly request: JsonObject;
  /** A command that takes it back. */
  readonly undo: string;
}

/** The plan for a record: a call, or the reason for none. */
export type Planned = PlannedCall | { readonly kind: 'refused'; readonly why: string };

/** Where an action may act. */
export interface ActionPlace {
  readonly partition: string;
  readonly account: string;
  /** ARNs of the roles of trailwatch; each ends with a wildcard. */
  readonly ownRoles: readonly string[];
  readonly guardrail?: Guardrail | undefined;
  readonly target?: ResponseTarget | undefined;
}

/** A change in the account concerned that answers an alert. */
export interface ResponseAction {
  /** Title of the report once it is done. */
  readonly done: string;
  /** Title of the report while it is not: `would be` and `was not` come before it. */
  readonly change: string;
  /** Whether it must be made in the Region of the record: a function makes it there, because Step Functions calls its own Region only. */
  readonly isRegional: boolean;
  /** Whether a role of the account concerned makes the call. */
  readonly isInAccount: boolean;
  /** Whether the user defines what it does: then none of the resources of an alert may be exempt. */
  readonly isOfUser?: true;
  /** The plan for a record that it can act on; any other record is refused. */
  readonly plan: (record: JsonObject, scope: PlanScope) => Planned;
  /** The call, as Step Functions names it in `arn:…:states:::aws-sdk:…`; absent where a function makes it. */
  readonly call?: string;
  /** The values that the state machine writes at `$.prepared` before the call, so that no input of an execution can change them. */
  readonly prepared?: JsonObject;
  /** The parameters of the call or of the function, in Amazon States Language; the request is at `$.request`. */
  readonly parameters: JsonObject;
  /** Errors of the call which mean that there is nothing left to do. */
  readonly already: readonly string[];
  /** Exactly what it needs. */
  readonly statements: (place: ActionPlace) => readonly RoleStatementData[];
}

/** A plan that names the reason for not acting. */
export function refused(why: string): Planned {
  return { kind: 'refused', why };
}

/** Whether a record is of one of these calls to a service. */
export function isCallOf(record: JsonObject, eventSource: string, names: readonly string[]): boolean {
  return textAt(record, 'eventSource') === eventSource && names.includes(textAt(record, 'eventName') ?? '');
}
