import { Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';

/**
 * What the shipped handlers run on. It is fixed: they were tested on it, and `Runtime.NODEJS_LATEST` differs between versions of the
 * CDK. Made from its name, so that a CDK which does not know it yet takes it, too.
 */
export const HANDLER_RUNTIME = new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: true });
