package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

var errTrailing = errors.New("something follows the JSON")

// json replaces the values of JSON. Members keep their order and numbers the way
// they are written.
func (d *disguise) json(text []byte) (json.RawMessage, error) {
	if !json.Valid(text) {
		return nil, errors.New("not JSON")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var out bytes.Buffer
	if err := d.jsonValue(decoder, place{}, &out); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errTrailing
	}
	return out.Bytes(), nil
}

// jsonValue replaces the next value.
func (d *disguise) jsonValue(decoder *json.Decoder, p place, out *bytes.Buffer) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	switch token := token.(type) {
	case json.Delim:
		return d.jsonBranch(token, decoder, p, out)
	case string:
		return writeJSON(out, d.text(p, token))
	case json.Number:
		if !d.rules.counts(p, token.String()) {
			token = json.Number(d.number(token.String()))
		}
		out.WriteString(token.String())
		return nil
	default: // true, false and null
		return writeJSON(out, token)
	}
}

// jsonBranch replaces what stands in an object or a list.
func (d *disguise) jsonBranch(open json.Delim, decoder *json.Decoder, p place, out *bytes.Buffer) error {
	out.WriteRune(rune(open))
	for i := 0; decoder.More(); i++ {
		if i > 0 {
			out.WriteByte(',')
		}
		inner := p // A value of a list stands where the list does.
		if open == '{' {
			token, err := decoder.Token()
			if err != nil {
				return err
			}
			name, _ := token.(string) // A member always has a name.
			if err := writeJSON(out, d.memberName(name)); err != nil {
				return err
			}
			out.WriteByte(':')
			inner = p.within(name, d.rules)
		}
		if err := d.jsonValue(decoder, inner, out); err != nil {
			return err
		}
	}
	closing, err := decoder.Token()
	if delim, ok := closing.(json.Delim); ok {
		out.WriteRune(rune(delim))
	}
	return err
}

// writeJSON leaves <, > and & as they are.
func writeJSON(out *bytes.Buffer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1) // the line break
	return nil
}
