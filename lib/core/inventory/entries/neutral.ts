/** Reasons why a property decides nothing, for the properties of many types. */
export const TAGS = 'labels for people and for costs';
export const DESCRIPTION = 'a text for people';
export const SHOWN = 'how something is shown; no alert depends on it';
export const SERVICE_TIMEOUT = 'how long CloudFormation waits for the custom resource';
export const COST_ONLY = 'a matter of cost';
export const TEST = 'the call that sends the test alert, which changes with every deployment';
export const RENAMED = 'a name for people; what refers to the resource follows it';
