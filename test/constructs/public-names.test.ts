import * as api from '../../lib';

/** Keywords of the languages that jsii generates, and members that every object or module of theirs has. */
const TAKEN: Readonly<Record<string, string>> = {
  python: `and as assert async await break class continue def del elif else except finally for from global if import in is lambda
    nonlocal not or pass raise return try while with yield match case type`,
  go: 'break default func interface select case defer go map struct chan else goto package switch const fallthrough if range type continue for import return var',
  java: `abstract assert boolean break byte case catch char class const continue default do double enum extends final finally float
    goto if implements import instanceof int interface long native new package private protected public return short static super
    switch synchronized this throw throws transient try void volatile while getClass hashCode notify notifyAll wait clone finalize equals`,
  csharp: `base bool checked decimal delegate event explicit extern fixed foreach implicit in internal is lock namespace object operator
    out override params readonly ref sbyte sealed sizeof stackalloc string struct typeof uint ulong unchecked unsafe ushort using
    virtual getType memberwiseClone`,
  prepositions: 'of function',
};

const taken = new Set(Object.values(TAKEN).flatMap((words) => words.split(/\s+/)));

/** The static and other members of every class that the package exports, as `Class.member`. */
function membersOf(): readonly string[] {
  return Object.entries(api).flatMap(([name, exported]) => {
    if (typeof exported !== 'function') return [];
    const own = Object.getOwnPropertyNames(exported).filter(
      (member) => !['length', 'name', 'prototype'].includes(member),
    );
    const others = Object.getOwnPropertyNames(exported.prototype).filter(
      (member) => member !== 'constructor',
    );
    return [...own, ...others].map((member) => `${name}.${member}`);
  });
}

test('no public member is a keyword in Python, Go, Java or C#', () => {
  const members = membersOf();
  expect(members.length).toBeGreaterThan(100);
  expect(members.filter((member) => taken.has(member.split('.')[1] ?? ''))).toEqual([]);
});
