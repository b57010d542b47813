package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

const (
	// mostText is how long a text is recorded whole, in bytes. Only files are longer.
	mostText = 8 << 10
	// mostValue is how long a value is recorded at all, in bytes: an entry has room for a
	// few of them.
	mostValue = 200 << 10
)

// short replaces the long texts in a value, which are files, by their lengths and digests.
func short(raw json.RawMessage) json.RawMessage {
	if len(raw) <= mostText {
		return raw
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return standIn(raw)
	}
	encoded, err := json.Marshal(shortened(value))
	if err != nil || len(encoded) > mostValue {
		return standIn(raw)
	}
	return encoded
}

func shortened(value any) any {
	switch value := value.(type) {
	case string:
		if len(value) > mostText {
			return describe([]byte(value))
		}
	case []any:
		for i, one := range value {
			value[i] = shortened(one)
		}
	case map[string]any:
		for name, one := range value {
			value[name] = shortened(one)
		}
	}
	return value
}

// standIn takes the place of a value as a whole.
func standIn(raw []byte) json.RawMessage {
	text, _ := json.Marshal(describe(raw)) // A string always marshals.
	return text
}

func describe(content []byte) string {
	return fmt.Sprintf("(%d bytes, not recorded; SHA-256 %x)", len(content), sha256.Sum256(content))
}
