package concur

import (
	"bytes"
	"encoding/json"
	"strings"
)

// codedError is an error of Cash Advance v4.1 and of Cards v4. Both answer with lists of
// them: the former in a member errors, the latter bare, and with lists inside.
type codedError struct {
	Code    json.RawMessage `json:"errorCode"` // a number in the former, a text in the latter
	Message string          `json:"errorMessage"`
	Path    string          `json:"dataPath"`
	Errors  []codedError    `json:"errors"`
}

// parseCoded reads such a list. The first error is what happened; what is left, and what
// is inside, is told with it.
func parseCoded(raw []byte) errorBody {
	var list []codedError
	if bytes.HasPrefix(raw, []byte("{")) {
		var body struct {
			Errors []codedError `json:"errors"`
		}
		if json.Unmarshal(raw, &body) != nil {
			return errorBody{}
		}
		list = body.Errors
	} else if json.Unmarshal(raw, &list) != nil {
		return errorBody{}
	}
	if len(list) == 0 {
		return errorBody{}
	}
	first := list[0]
	result := errorBody{message: first.Message, id: strings.Trim(string(first.Code), `"`)}
	for _, more := range append(first.Errors, list[1:]...) {
		result.fields = append(result.fields, FieldError{Field: more.Path, Message: more.Message, ID: strings.Trim(string(more.Code), `"`)})
	}
	return result
}
