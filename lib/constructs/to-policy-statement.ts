import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { PolicyStatementData } from '../core/policy/policy-statement-data';

/** The CDK's form of a statement that is written down as data. */
export function toPolicyStatement(statement: PolicyStatementData): PolicyStatement {
  return PolicyStatement.fromJson(statement);
}
