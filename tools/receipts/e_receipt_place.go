package receipts

import (
	"fmt"
	"strconv"
	"strings"
)

// steps is the path of the detail at a place of its list.
func (d detail) steps(place int) []string {
	return strings.Split(strings.ReplaceAll(d.path, "#", strconv.Itoa(place)), ".")
}

// nameAt is the name of the detail at a place of its list.
func (d detail) nameAt(place int) string {
	if place == 0 {
		return d.name
	}
	return d.name + "_" + strconv.Itoa(place+1)
}

// places is how many there are of the detail: as many as its list is long, or one.
func (d detail) places(receipt map[string]any) int {
	list, _, isList := strings.Cut(d.path, ".#")
	if !isList {
		return 1
	}
	return max(1, len(listAt(receipt, list)))
}

func listAt(receipt map[string]any, path string) []any {
	found, _ := look(receipt, strings.Split(path, "."))
	list, _ := found.([]any)
	return list
}

// put sets a value below an object or list, which grow as is needed, and gives what it
// was set in.
func put(in any, steps []string, value any) any {
	if len(steps) == 0 {
		return value
	}
	if place, err := strconv.Atoi(steps[0]); err == nil {
		list, _ := in.([]any)
		for len(list) <= place {
			list = append(list, map[string]any{})
		}
		list[place] = put(list[place], steps[1:], value)
		return list
	}
	object, isObject := in.(map[string]any)
	if !isObject {
		object = map[string]any{}
	}
	object[steps[0]] = put(object[steps[0]], steps[1:], value)
	return object
}

// look finds the value at a path.
func look(in any, steps []string) (any, bool) {
	for _, step := range steps {
		switch at := in.(type) {
		case map[string]any:
			value, given := at[step]
			if !given {
				return nil, false
			}
			in = value
		case []any:
			place, err := strconv.Atoi(step)
			if err != nil || place >= len(at) {
				return nil, false
			}
			in = at[place]
		default:
			return nil, false
		}
	}
	return in, true
}

// detailsIn reads the details out of a receipt that Concur gave, by the names under which
// they are given.
func (t receiptType) detailsIn(receipt map[string]any) map[string]string {
	found := map[string]string{}
	for _, d := range t.detailsOf() {
		for place := range d.places(receipt) {
			value, given := look(receipt, d.steps(place))
			switch value.(type) {
			case map[string]any, []any, nil:
				continue
			}
			if given {
				found[d.nameAt(place)] = fmt.Sprint(value)
			}
		}
	}
	return found
}
