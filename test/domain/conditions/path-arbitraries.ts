import fc from 'fast-check';

const step = fc.constantFrom(
  ...['.a', '.b', '.c', '[0]', '[1]', '[*]', '.*', '..', '..a', '..b', '..*', '.`a', "['a']", '["b"]', '.$'],
  ...['[0:2]', '[-1:]', '[:1]', '[::2]', '[0:0]', '[0,1]', '[a,b]', "['a','b']", '^', '.^', '~'],
  ...['@number()', '@string()', '@array()', '@object()', '@scalar()', '@null()', '@boolean()', '@integer()'],
  ...['[?(@.a)]', '[?(@.a > 1)]', "[?(@.a == 'x')]", '[?(@ > 1)]', '[?(!@.b)]', '[?(@.a + @.b > 2 || @.c)]'],
  ...['[?(@property === "a")]', '[?(@property > 0)]', '[?(@parent.a)]', '[?(@parentProperty == "a")]'],
  ...['[?(@root.a)]', `[?(@path != "$['a'][0]")]`, '[?(@.length > 1)]', '[?(@.a ? @.b : @.c)]', '[?(@.a.b)]'],
  ...['[?(typeof @.a == "number")]', '[?(@["a"] < 3 && @.b !== null)]', '[?([1,2] == @.a)]'],
  ...['[?(-@.a < ~1)]', '[?(@.a*2-1%3/2>=1<<1)]', '[?(@.a&1|@.b^2)]', '[?(void 0 == @.a)]'],
  ...['[?(@.a[?(@.b > 1)])]', '[?(@[?(@.a)])]', '[?(@.a[?(@ > 1)])]', '[(@.length-1)]', "[('a')]"],
);

/** Paths of every kind of step that jsonpath-plus knows, in all orders. */
export const pathArbitrary = fc
  .tuple(fc.constantFrom('$', '$', 'a'), fc.array(step, { minLength: 1, maxLength: 4 }))
  .map(([root, steps]) => root + steps.join(''));

const leaf = fc.constantFrom<unknown>(0, 1, 2, 2.5, 'x', 'y', '', null, true, false, [1, 2], 'abc');

/** Lists and objects within each other, some with properties named like a step. */
export const factArbitrary: fc.Arbitrary<object> = fc
  .letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.record(
        { a: tie('tree'), b: tie('tree'), c: tie('tree'), '*': tie('tree'), '..': leaf },
        { requiredKeys: [] },
      ),
    ),
  }))
  .tree.filter((tree): tree is object => typeof tree === 'object' && tree !== null);
