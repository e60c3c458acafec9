import type { App } from 'aws-cdk-lib';

/** One way to use the library, whole: what is synthesized here is what somebody would deploy. */
export interface Scenario {
  /** In kebab-case; snapshots and reports are called by it. */
  readonly name: string;

  /** Adds the scenario's stacks to an app that has none. Every account and Region in it is known. */
  readonly build: (app: App) => void;
}
