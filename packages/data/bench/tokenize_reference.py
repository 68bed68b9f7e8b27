"""Examples per second of Python's `tokenizers`, one thread: python tokenize_reference.py TOKENIZER_JSON TSV COLUMN."""
import csv
import json
import sys
import time

import tokenizers

path, tsv, column = sys.argv[1:]
tokenizer = tokenizers.Tokenizer.from_file(path)
tokenizer.no_padding()
tokenizer.no_truncation()
start = time.perf_counter()
with open(tsv, encoding='utf-8', newline='') as file:
    texts = [row[column] for row in csv.DictReader(file, delimiter='\t', quoting=csv.QUOTE_NONE)]
read = time.perf_counter()
ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
end = time.perf_counter()
print(json.dumps({'version': tokenizers.__version__, 'rows': len(texts), 'readSeconds': read - start, 'tokenizeSeconds': end - read, 'tokens': sum(map(len, ids))}))
