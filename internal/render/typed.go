package render

import (
	"bytes"
	"encoding/json"
)

// Typed turns JSON into a value in which every text is a Text: for what was put together
// from words that people typed. What is not JSON is one Text.
func Typed(encoded json.RawMessage) any {
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return Text(encoded)
	}
	return typed(value)
}

func typed(value any) any {
	switch v := value.(type) {
	case string:
		return Text(v)
	case []any:
		list := make([]any, len(v))
		for i, one := range v {
			list[i] = typed(one)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(v))
		for name, one := range v {
			object[name] = typed(one)
		}
		return object
	default:
		return v
	}
}
