import type { IConstruct } from 'constructs';

/** Makes the main resource of a construct its `node.defaultChild`, which is where CDK users look for escape hatches. */
export function setDefaultChild(construct: IConstruct, main: IConstruct): void {
  construct.node.defaultChild = main.node.defaultChild ?? main;
}
