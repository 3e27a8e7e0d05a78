import { defineLanguageFacet, Language } from '@codemirror/language';
import {
  type Input,
  NodeType,
  Parser,
  type PartialParse,
  Tree
} from '@lezer/common';

class PlainParser extends Parser {
  createParse(input: Input): PartialParse {
    let stoppedAt: number | null = null;
    return {
      advance: () => new Tree(NodeType.none, [], [], input.length),
      parsedPos: input.length,
      stopAt: position => {
        stoppedAt = position;
      },
      get stoppedAt() {
        return stoppedAt;
      }
    };
  }
}

/** The language of an editor that has no other yet: CodeMirror needs one once any may come. */
export const plainText = new Language(
  defineLanguageFacet(),
  new PlainParser(),
  [],
  'text'
);
