import { faultsInCode } from '../../core/calls/judge-condition';
import { judgeCorrelation, unknownFields } from '../../core/calls/judge-correlation';
import type { Condition } from '../../core/rule/condition';
import type { Correlation } from '../../core/rule/correlation';
import { readCalls } from '../asset/read-calls';

/** Warnings on the names in a condition. Throws if no record can satisfy it because of one. */
export function judgedInCode(where: string, condition: Condition): readonly string[] {
  try {
    return faultsInCode(condition, readCalls).map((warning) => `${where}: ${warning}`);
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
  }
}

/** Warnings on what a correlation counts and groups by. Throws if no records can satisfy it. */
export function judgedCorrelation(correlation: Correlation): readonly string[] {
  const faults = [...unknownFields(correlation), ...judgeCorrelation(correlation, readCalls)];
  const where = `the correlation '${correlation.name}'`;
  const error = faults.find(({ isError }) => isError);
  if (error !== undefined) throw new Error(`${where} is satisfied by no records: ${error.message}`);
  return faults.map(({ message }) => `${where}: ${message}`);
}
