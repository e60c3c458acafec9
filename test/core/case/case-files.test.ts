import { CaseHistory } from '../../../lib/core/case/case-history';

test('keeps 10,000 log files of an identity, and counts the records in others', () => {
  const histories = ['a', 'b'].map((prefix) => {
    const history = new CaseHistory();
    for (let number = 0; number < 10_000; number++) history.take({}, `${prefix}${number}`);
    return history;
  });
  const [one, other] = histories as [CaseHistory, CaseHistory];
  expect([one.files.size, one.elsewhere]).toEqual([10_000, 0]);
  one.take({}, 'a0');
  one.take({}, 'more');
  expect([one.files.size, one.elsewhere]).toEqual([10_000, 1]);
  one.addAll(other);
  expect([one.files.size, one.elsewhere]).toEqual([10_000, 10_001]);
});
