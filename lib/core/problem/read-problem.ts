/** A stable name for a problem of a log file or of one record in it. */
export type ReadProblemCode =
  | 'truncated-gzip'
  | 'corrupt-gzip'
  | 'trailing-data'
  | 'too-large'
  | 'too-many-rejected'
  | 'empty-file'
  | 'not-a-cloudtrail-file'
  | 'unexpected-end'
  | 'bad-json'
  | 'too-deep'
  | 'record-too-large'
  | 'not-an-object'
  | 'missing-field'
  | 'match-failed';

/** A problem of a log file, or of one record in it, and its place. */
export interface ReadProblem {
  readonly code: ReadProblemCode;
  /** One sentence, lower case, no full stop: the file, the place and the reason. It never quotes the content. */
  readonly message: string;
  /** The file's name as the caller gave it. */
  readonly file: string;
  /** In bytes from 0: of the file as it is stored for the gzip codes, of the unpacked text for the others. */
  readonly offset?: number;
  /** The record's place among the records of the file, from 0. */
  readonly index?: number;
}

/** Where a problem is; absent members are not shown. */
export interface ReadPlace {
  readonly offset?: number;
  readonly index?: number;
}

/** Makes a problem of its parts; the message becomes `file: place: reason`. */
export function readProblem(
  file: string,
  code: ReadProblemCode,
  reason: string,
  place: ReadPlace = {},
): ReadProblem {
  return { code, message: [file, ...renderPlace(place), reason].join(': '), file, ...place };
}

/** Place and reason, for where the file is named anyway. */
export function renderWithoutFile({ file, message }: ReadProblem): string {
  return message.slice(`${file}: `.length);
}

function renderPlace(place: ReadPlace): readonly string[] {
  const words = [
    ...(place.index === undefined ? [] : [`record ${place.index}`]),
    ...(place.offset === undefined ? [] : [`byte ${place.offset}`]),
  ];
  return words.length === 0 ? [] : [words.join(', ')];
}
