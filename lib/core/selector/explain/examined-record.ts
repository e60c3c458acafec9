import { partitionOf } from '../../record/partition';
import { categoryOfRecord } from './record-category';
import { type SelectableRecord, textAt } from './record-fields';

/** A record with what was found out about it before any selector looks. */
export interface ExaminedRecord {
  readonly record: SelectableRecord;
  readonly category: string;
  /** From what the category was concluded, where the record does not state it. */
  readonly derivedFrom?: string;
  /** Of the record's Region: a trail logs one partition only. */
  readonly partition: string;
}

/** Finds out what every selector needs to know of a record. */
export function examineRecord(record: SelectableRecord): ExaminedRecord {
  return { record, ...categoryOfRecord(record), partition: partitionOf(textAt(record, 'awsRegion') ?? '') };
}
