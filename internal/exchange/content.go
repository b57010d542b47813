package exchange

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"reflect"
	"slices"
	"strings"
)

// compare says how a body differs from the content.
func (c Content) compare(got []byte) error {
	same := false
	switch {
	case c.Body != nil:
		same = sameJSON(c.Body, got)
	case c.Text != "":
		same = sameText(c.Text, string(got))
	case c.Base64 != nil:
		if !bytes.Equal(c.Base64, got) {
			return fmt.Errorf("its %d bytes are not the %d that they should be", len(got), len(c.Base64))
		}
		return nil
	case c.Omitted != nil:
		if int64(len(got)) != c.Omitted.Bytes {
			return fmt.Errorf("it has %d bytes and should have %d", len(got), c.Omitted.Bytes)
		}
		return nil
	case len(got) > 0:
		return fmt.Errorf("there should be none, and it is %s", got)
	default:
		return nil
	}
	if !same {
		return fmt.Errorf("it is %s and should be %s", got, c.bytes())
	}
	return nil
}

// bytes are the content as on the wire. What was left out is as long as it was,
// and empty.
func (c Content) bytes() []byte {
	switch {
	case c.Body != nil:
		return c.Body
	case c.Text != "":
		return []byte(c.Text)
	case c.Omitted != nil:
		return make([]byte, c.Omitted.Bytes)
	default:
		return c.Base64
	}
}

// sameJSON compares by value: the order of members, whitespace and the way a
// number is written do not matter.
func sameJSON(want, got []byte) bool {
	w, err := decodeJSON(want)
	if err != nil {
		return false
	}
	g, err := decodeJSON(got)
	return err == nil && sameValue(w, g)
}

// decodeJSON keeps numbers as they are written.
func decodeJSON(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON")
	}
	return v, nil
}

func sameValue(want, got any) bool {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok || len(w) != len(g) {
			return false
		}
		for name, value := range w {
			other, has := g[name]
			if !has || !sameValue(value, other) {
				return false
			}
		}
		return true
	case []any:
		g, ok := got.([]any)
		return ok && slices.EqualFunc(w, g, sameValue)
	case json.Number:
		g, ok := got.(json.Number)
		return ok && sameNumber(string(w), string(g))
	default:
		return reflect.DeepEqual(want, got)
	}
}

// sameNumber compares exactly. A number with an absurd exponent is compared as it
// is written: to work it out would take all memory.
func sameNumber(want, got string) bool {
	const longest = 64
	if want == got || len(want) > longest || len(got) > longest || farOut(want) || farOut(got) {
		return want == got
	}
	w, ok := new(big.Rat).SetString(want)
	g, also := new(big.Rat).SetString(got)
	return ok && also && w.Cmp(g) == 0
}

func farOut(number string) bool {
	_, exponent, has := strings.Cut(strings.ToLower(number), "e")
	return has && len(strings.TrimLeft(exponent, "+-0")) > 3
}

// sameText compares XML by its elements, a web form by its fields and other text
// by its words.
func sameText(want, got string) bool {
	if w, err := tokens(want); err == nil {
		g, err := tokens(got)
		return err == nil && reflect.DeepEqual(w, g)
	}
	if w, ok := webForm(want); ok {
		g, ok := webForm(got)
		return ok && reflect.DeepEqual(w, g)
	}
	return slices.Equal(strings.Fields(want), strings.Fields(got))
}

// tokens are the elements, attributes and texts of XML, without the whitespace
// around them, comments and the declaration.
func tokens(text string) ([]any, error) {
	var all []any
	decoder := xml.NewDecoder(strings.NewReader(text)) //nolint:gosec // Tokens are compared; nothing is made of them.
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			slices.SortFunc(token.Attr, func(a, b xml.Attr) int {
				return strings.Compare(a.Name.Space+" "+a.Name.Local, b.Name.Space+" "+b.Name.Local)
			})
			all = append(all, token.Copy())
		case xml.EndElement:
			all = append(all, token)
		case xml.CharData:
			if words := strings.TrimSpace(string(token)); words != "" {
				all = append(all, words)
			}
		}
	}
	if !slices.ContainsFunc(all, func(token any) bool { _, element := token.(xml.StartElement); return element }) {
		return nil, errors.New("not XML")
	}
	return all, nil
}

// webForm reads application/x-www-form-urlencoded.
func webForm(text string) (url.Values, bool) {
	if !strings.Contains(text, "=") || strings.ContainsAny(strings.TrimSpace(text), " \t\r\n<{") {
		return nil, false
	}
	values, err := url.ParseQuery(strings.TrimSpace(text))
	return values, err == nil
}
