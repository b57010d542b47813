package redact

import (
	"bytes"
	"encoding/json"
)

// rewritten is a document with other strings. Everything else, the order of the members
// and the spelling of the numbers stay.
func rewritten(document json.RawMessage, rewrite func(place, string) string) json.RawMessage {
	if !json.Valid(document) {
		return json.RawMessage("null")
	}
	return walk(document, place{}, rewrite)
}

// walk rewrites the strings of a valid document, or of a part of one.
func walk(document json.RawMessage, at place, rewrite func(place, string) string) json.RawMessage {
	document = bytes.TrimSpace(document)
	switch document[0] {
	case '{':
		return walkObject(document, at, rewrite)
	case '[':
		var elements []json.RawMessage
		_ = json.Unmarshal(document, &elements)
		for i, element := range elements {
			elements[i] = walk(element, at, rewrite)
		}
		return append(append(json.RawMessage("["), bytes.Join(asBytes(elements), []byte(","))...), ']')
	case '"':
		var text string
		_ = json.Unmarshal(document, &text)
		if other := rewrite(at, text); other != text {
			return quoted(other)
		}
		return document
	default:
		return document
	}
}

func walkObject(document json.RawMessage, at place, rewrite func(place, string) string) json.RawMessage {
	var names []string
	members := map[string]json.RawMessage{}
	decoder := json.NewDecoder(bytes.NewReader(document))
	_, _ = decoder.Token() // the brace; the document is valid
	for decoder.More() {
		token, _ := decoder.Token()
		name, _ := token.(string)
		var value json.RawMessage
		_ = decoder.Decode(&value)
		names, members[name] = append(names, name), value
	}
	_, people := members["login"]
	out := []byte("{")
	for i, name := range names {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(out, quoted(name)...), ':')
		out = append(out, walk(members[name], place{member: name, above: at.member, people: people}, rewrite)...)
	}
	return append(out, '}')
}

func asBytes(list []json.RawMessage) [][]byte {
	parts := make([][]byte, len(list))
	for i, part := range list {
		parts[i] = part
	}
	return parts
}

// quoted writes a string as render does, with <, > and & as they are.
func quoted(text string) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // A string always encodes.
	return bytes.TrimRight(b.Bytes(), "\n")
}
