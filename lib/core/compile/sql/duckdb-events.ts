import { MAX_DOCUMENT_CHARACTERS } from '../text-form';

/**
 * What compiled SQL expects to find in DuckDB: a view (or table) `events`, and some macros.
 *
 * The view has at least one column:
 *
 * | column   | type | what it holds                                                                  |
 * | -------- | ---- | ------------------------------------------------------------------------------ |
 * | `record` | JSON | one CloudTrail record, whole, as `JSON.stringify` writes what `JSON.parse` read |
 *
 * It may have more columns; compiled SQL looks at no other. What `JSON.stringify` writes has no key twice, and all
 * keys in the order in which the matcher sees them. DuckDB refuses half of a surrogate pair (`\ud800`), so the
 * code that fills the view writes U+FFFD in its place.
 *
 * Typed columns would not do: the same path is a text in one record and an array or an object in the next, and in a
 * typed column a field that is absent and one that is null are the same.
 */
export const EVENTS_VIEW = 'events';

/** The column of {@link EVENTS_VIEW} that holds the whole record. */
export const RECORD_COLUMN = 'record';

/**
 * The statements that make the macros. Lists are lists of JSON, and a key is written as a JSON pointer (`/eventName`).
 * A macro sets its arguments into its text as often as it names them, so a long one is named once, or is the variable
 * of a list.
 */
export const DUCKDB_MACROS: readonly string[] = [
  // Whether any of a list of truth values is true; false for an empty list, and NULL is not true.
  `any_true(truths) AS coalesce(list_bool_or(truths), FALSE)`,

  // A value, or, of an array, its elements, arrays in arrays too, without end: each round opens one level of arrays,
  // and there are no more levels than brackets. An empty array is its own only element.
  `elements_of_value(v) AS CASE WHEN json_array_length(v) > 0 THEN json_extract(list_reduce(
     list_concat([v], list_transform(regexp_extract_all(CAST(v AS VARCHAR), '\\['), lambda b: CAST('null' AS JSON))),
     lambda opened, b: to_json(flatten(list_transform(json_extract(opened, '$[*]'), lambda e:
       CASE WHEN json_array_length(e) > 0 THEN json_extract(e, '$[*]') ELSE [e] END)))), '$[*]') ELSE [v] END`,
  `elements_of(vs) AS flatten(list_transform(vs, lambda v: elements_of_value(v)))`,

  // All values one key further, through arrays.
  `values_at(vs, pointer) AS list_filter(
     list_transform(elements_of(vs), lambda e: json_extract(e, pointer)), lambda e: e IS NOT NULL)`,

  // Whether a field is absent, or null, or an array that holds null.
  `is_null_among(vs) AS any_true(list_transform([vs], lambda found:
     len(found) = 0 OR list_contains(list_transform(elements_of(found), lambda e: json_type(e)), 'NULL')))`,

  // A number as JavaScript writes it: 1e+21 and not 1e21, 1 and not 1.0, and no more digits than a double has.
  `number_text(t) AS CASE WHEN regexp_full_match(t, '-?[0-9]{1,15}') THEN t ELSE regexp_replace(regexp_replace(
     CAST(to_json(CAST(t AS DOUBLE)) AS VARCHAR), '\\.0$', ''), 'e([0-9])', 'e+\\1') END`,

  // An object as JavaScript writes it. DuckDB differs in numbers, and writes \u001F where JavaScript writes \u001f.
  `object_text(t) AS CASE WHEN regexp_matches(t, '[0-9]e[0-9]|[0-9]\\.0[,}\\]]|[0-9]{16}|\\\\u00[01]') THEN
     array_to_string(list_transform(regexp_extract_all(t, '"(?:[^"\\\\]|\\\\.)*"|-?[0-9][-+.0-9eE]*|[^"0-9-]+'), lambda piece:
       CASE WHEN starts_with(piece, '"') THEN array_to_string(list_transform(
              regexp_extract_all(piece, '\\\\u[0-9A-F]{4}|\\\\.|[^\\\\]+'),
              lambda character: CASE WHEN starts_with(character, '\\u') THEN lower(character) ELSE character END), '')
            WHEN regexp_matches(piece, '^-?[0-9]') THEN number_text(piece) ELSE piece END), '') ELSE t END`,

  // The text forms of values: of a text itself, of numbers, booleans, objects and empty arrays that of compact JSON.
  `text_of(e) AS CASE WHEN json_type(e) = 'VARCHAR' THEN json_extract_string(e, '$')
     WHEN json_type(e) IN ('OBJECT', 'ARRAY', 'BOOLEAN') THEN object_text(CAST(e AS VARCHAR))
     ELSE number_text(CAST(e AS VARCHAR)) END`,
  `texts_of(vs) AS list_transform(
     list_filter(elements_of(vs), lambda e: json_type(e) <> 'NULL'), lambda e: text_of(e))`,

  // The texts anywhere in a value that are not keys: in compact JSON, a colon follows a key.
  `leaf_texts(v) AS list_transform(list_filter(
     regexp_extract_all(CAST(json_extract(v, '$') AS VARCHAR), '"(?:[^"\\\\]|\\\\.)*":?|-?[0-9][-+.0-9eE]*|true|false'),
     lambda piece: NOT ends_with(piece, '":')), lambda piece:
       CASE WHEN starts_with(piece, '"') THEN json_extract_string(CAST(piece AS JSON), '$')
            WHEN piece IN ('true', 'false') THEN piece ELSE number_text(piece) END)`,

  // A text without letter case. LOWER alone would turn the capital letter I with a dot into a plain i.
  `fold_case(t) AS CASE WHEN contains(t, '\u0130')
     THEN array_to_string(list_transform(string_split(t, '\u0130'), lambda piece: lower(piece)), '\u0130') ELSE lower(t) END`,

  // A text as it was before it was percent-encoded, if it was; and a document, as such or as JSON text. DuckDB takes
  // commas before brackets, NaN and Infinity for JSON, which JavaScript does not.
  `decoded_text(t) AS CASE WHEN regexp_matches(t, '^(\\s|%20|%0[9ad])*%[57]b', 'i')
     THEN CASE WHEN regexp_full_match(t, '([^%]|%[0-9a-f]{2})*', 'is') THEN try(url_decode(t)) END ELSE t END`,
  `parsed_text(t) AS CASE WHEN json_valid(t)
       AND NOT regexp_matches(regexp_replace(t, '"(?:[^"\\\\]|\\\\.)*"', '""', 'g'), 'nan|inf|,\\s*[\\]}]', 'i')
     THEN json_extract(CAST(t AS JSON), '$') END`,
  `document_of(e) AS CASE json_type(e) WHEN 'OBJECT' THEN e WHEN 'VARCHAR' THEN list_transform([json_extract_string(e, '$')],
     lambda t: list_transform([CASE WHEN length(t) <= ${MAX_DOCUMENT_CHARACTERS} THEN decoded_text(t) END], lambda plain: parsed_text(plain))[1])[1] END`,
  `documents_of(vs) AS list_filter(list_transform(elements_of(vs), lambda e: document_of(e)),
     lambda d: json_type(d) IN ('OBJECT', 'ARRAY'))`,

  // The account that a text names: twelve digits, alone or as the fifth part of an ARN.
  `named_account(t) AS CASE WHEN regexp_full_match(t, '[0-9]{12}') THEN t
     ELSE nullif(regexp_extract(t, '^arn:[^:]*:[^:]*:[^:]*:([0-9]{12}):', 1), '') END`,

  // A text that is a number as a number.
  `number_of(t) AS CASE WHEN regexp_full_match(t, '[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?')
     THEN list_filter([TRY_CAST(t AS DOUBLE)], lambda d: isfinite(d))[1] END`,

  // A text that is a date as a moment in UTC.
  `moment_of(t) AS list_transform(
     [regexp_extract(t, '^(\\d{4}-\\d\\d-\\d\\d)(?:[T ]([01]\\d|2[0-3]):([0-5]\\d)(?::([0-5]\\d)(?:\\.\\d+)?)?(?:Z|([+-])(\\d\\d):?(\\d\\d))?)?$',
        ['day', 'hour', 'minute', 'second', 'sign', 'hours', 'minutes'], 'i')],
     lambda p: TRY_CAST(concat(p.day, ' ', greatest(p.hour, '00'), ':', greatest(p.minute, '00'), ':', greatest(p.second, '00')) AS TIMESTAMP)
       - to_minutes((CASE p.sign WHEN '-' THEN -1 ELSE 1 END)
         * (60 * CAST(greatest(p.hours, '00') AS INTEGER) + CAST(greatest(p.minutes, '00') AS INTEGER))))[1]`,

  // An address as a text of bits after its kind, '4:' or '6:'; an IPv4 address in IPv6 is one of IPv4.
  `ipv4_digits(t) AS CASE
     WHEN regexp_full_match(t, '((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\\.|$)){4}') AND NOT ends_with(t, '.')
     THEN array_to_string(list_transform(string_split(t, '.'), lambda byte: lpad(hex(TRY_CAST(byte AS INTEGER)), 2, '0')), '') END`,
  `without_ipv4(t) AS CASE WHEN NOT contains(t, '.') THEN t ELSE list_transform([ipv4_digits(regexp_extract(t, '[^:]*$'))],
     lambda digits: regexp_extract(t, '^.*:') || substr(digits, 1, 4) || ':' || substr(digits, 5))[1] END`,
  `groups_of(t) AS CASE WHEN t = '' THEN [] ELSE string_split(t, ':') END`,
  `ipv6_digits(t) AS list_transform([string_split(without_ipv4(t), '::')], lambda sides:
     list_transform([{'left': groups_of(sides[1]), 'right': groups_of(coalesce(sides[2], ''))}], lambda groups:
       CASE WHEN len(list_filter(list_concat(groups.left, groups.right), lambda g: NOT regexp_full_match(g, '[0-9a-fA-F]{1,4}'))) = 0
              AND (len(sides) = 1 AND len(groups.left) = 8 OR len(sides) = 2 AND len(groups.left) + len(groups.right) < 8)
         THEN concat(array_to_string(list_transform(groups.left, lambda g: lpad(g, 4, '0')), ''),
              repeat('0000', 8 - len(groups.left) - len(groups.right)),
              array_to_string(list_transform(groups.right, lambda g: lpad(g, 4, '0')), '')) END)[1])[1]`,
  `address_bits(t) AS list_transform([lower(CASE WHEN contains(t, ':') THEN ipv6_digits(t) ELSE ipv4_digits(t) END)],
     lambda digits: CASE WHEN length(digits) = 8 THEN '4:' || CAST(CAST(unhex(digits) AS BIT) AS VARCHAR)
       WHEN starts_with(digits, '00000000000000000000ffff') THEN '4:' || CAST(CAST(unhex(substr(digits, 25)) AS BIT) AS VARCHAR)
       ELSE '6:' || CAST(CAST(unhex(digits) AS BIT) AS VARCHAR) END)[1]`,
  `is_in_range(t, range) AS starts_with(address_bits(t), left(address_bits(split_part(range, '/', 1)),
     2 + CAST(split_part(range, '/', 2) AS INTEGER)))`,

  // The text of a field of a record, if it is not empty; and the identity of a record.
  `said_text(v, pointer) AS CASE WHEN json_type(v, pointer) = 'VARCHAR' THEN nullif(json_extract_string(v, pointer), '') END`,
  `record_id(r) AS coalesce(said_text(r, '/eventID'), said_text(r, '/eventId'), 'json:' || CAST(r AS VARCHAR))`,
  `account_id(r) AS coalesce(said_text(r, '/recipientAccountId'), said_text(r, '/accountId'), said_text(r, '/userIdentity/accountId'), '')`,

  // The time of a record in milliseconds since 1970, and such milliseconds as text.
  `time_ms(t) AS CASE WHEN regexp_full_match(t, '\\d{4}-\\d\\d-\\d\\dT([01]\\d|2[0-3]):\\d\\d:\\d\\d(\\.\\d{1,9})?Z') THEN
     date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00', TRY_CAST(translate(left(t, 23), 'TZ', ' ') AS TIMESTAMP)) END`,
  `event_ms(r) AS time_ms(said_text(r, '/eventTime'))`,
  `time_text(ms) AS strftime(epoch_ms(ms), '%Y-%m-%dT%H:%M:%S.%gZ')`,

  // Every combination of one text of each of several lists. No record has more than a hundred, as in the matcher.
  `distinct_texts(ts) AS list_sort(list_distinct(ts))[:100]`,
  `tuples_of(ts) AS list_transform(distinct_texts(ts), lambda t: [t])`,
  `tuples_with(tuples, ts) AS flatten(list_transform(tuples, lambda tuple:
     list_transform(distinct_texts(ts), lambda t: list_append(tuple, t))))[:100]`,
].map((macro) => `CREATE OR REPLACE TEMP MACRO ${macro.replace(/\n\s+/g, ' ')}`);
