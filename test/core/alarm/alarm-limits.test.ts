import { findExceededLimits } from '../../../lib/core/alarm/alarm-definition';

test('a log group takes a hundred filters, five of them with a regular expression', () => {
  expect(findExceededLimits([...Array(95).fill('{ $.a = "b" }'), ...Array(5).fill('{ $.a = %b% }')])).toEqual(
    [],
  );
});

test('fails on more, with both numbers', () => {
  expect(findExceededLimits([...Array(95).fill('{ $.a = "b" }'), ...Array(6).fill('{ $.a = %b% }')])).toEqual(
    [
      'the log group would have 101 metric filters, but takes 100',
      'the log group would have 6 metric filters with a regular expression, but takes 5',
    ],
  );
});

test('a percent sign in quotes begins no regular expression', () => {
  expect(findExceededLimits(Array(6).fill('{ $.a = "100%\\" %" }'))).toEqual([]);
});
