package tools

import (
	"encoding/json"
	"reflect"
)

// Controls are the arguments that say how a write is to be done and not what. They are
// in the schema of every tool that writes, and taken off before the tool sees the rest.
type Controls struct {
	// DryRun shows the request that would be sent, and sends no write.
	DryRun bool `json:"dry_run,omitempty"`
	// ConfirmToken is what a first call gave along with its question.
	ConfirmToken string `json:"confirm_token,omitempty"`
	// IdempotencyKey makes a creation happen once: the same key within 24 hours gives the
	// first result again.
	IdempotencyKey string `json:"idempotency_key,omitempty" max:"64"`
}

// keyed reports whether an effect takes an idempotency key: only what creates would do
// more if it was done again.
func (e Effect) keyed() bool { return e == Create }

// controls lists those that a tool of the effect takes.
func (e Effect) controls() []field {
	if !e.Writes() {
		return nil
	}
	fields := fieldsOf(reflect.TypeFor[Controls]())
	if !e.keyed() {
		fields = fields[:len(fields)-1]
	}
	return fields
}

// Split takes the controls off the arguments of a call. Those of a tool that only reads
// are as they were, and so are those that are no object: decoding says what is wrong.
func (t Tool) Split(args json.RawMessage) (Controls, json.RawMessage, error) {
	given := map[string]json.RawMessage{}
	isObject := json.Unmarshal(args, &given) == nil
	if !isObject || !t.Effect.Writes() {
		return Controls{}, args, nil
	}
	own := map[string]json.RawMessage{}
	for _, control := range t.Effect.controls() {
		if value, ok := given[control.name]; ok {
			own[control.name] = value
			delete(given, control.name)
		}
	}
	if len(own) == 0 {
		return Controls{}, args, nil
	}
	// What was read as JSON can be written as JSON.
	taken, _ := json.Marshal(own)
	rest, _ := json.Marshal(given)
	controls, err := decode[Controls](taken)
	return controls, rest, err
}
