package concur

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// Allocations v3: it reads only, and tells what v4 does not: the texts and the labels
// of list fields, of which v4 gives the id of the item.

// V3Allocation is an allocation (Allocations v3 > schema AllocationV3). Its id is not
// the one of v4, and no documented key connects the two.
type V3Allocation struct {
	ID              string  `json:"ID"`
	EntryID         EntryID `json:"EntryID"` // of the entry or itemization
	Percentage      Decimal `json:"Percentage"`
	IsPercentEdited bool    `json:"IsPercentEdited"`
	IsHidden        bool    `json:"IsHidden"`
	AccountCode     string  `json:"AccountCode1"`
	// Custom are the custom fields that have a value, by their v4 names.
	Custom map[string]LabelledValue `json:"-"`
}

// LabelledValue is a custom field with what people call it (schema
// CustomFieldExtension).
type LabelledValue struct {
	CustomValue
	Type  string `json:"Type"`
	Label string `json:"Label"`
}

// UnmarshalJSON implements json.Unmarshaler: it gathers Custom1 to Custom20.
func (a *V3Allocation) UnmarshalJSON(data []byte) error {
	type plain V3Allocation
	if err := json.Unmarshal(data, (*plain)(a)); err != nil {
		return err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	a.Custom = map[string]LabelledValue{}
	for name, raw := range members {
		var value LabelledValue
		if customMember.MatchString(name) && json.Unmarshal(raw, &value) == nil && value.CustomValue != (CustomValue{}) {
			a.Custom[strings.ToLower(name[:1])+name[1:]] = value
		}
	}
	return nil
}

// V3AllocationsOf lists the allocations of an own entry, with those of its
// itemizations. Those of others cannot be listed: the page says that user is not
// supported here.
func (s *Session) V3AllocationsOf(ctx context.Context, report ReportID, entry EntryID) ([]V3Allocation, error) {
	const limit = "100"
	return everyPage(ctx, func(ctx context.Context, offset string) (v3Page[V3Allocation], error) {
		var page v3Page[V3Allocation]
		err := s.do(ctx, request{
			operation: "list_allocations_v3",
			query:     query("reportID", string(report), "entryID", string(entry), "limit", limit, "offset", offset),
		}, &page)
		return page, err
	})
}

// GetV3Allocation reads one allocation.
func (s *Session) GetV3Allocation(ctx context.Context, id EntryID) (V3Allocation, error) {
	var allocation V3Allocation
	err := s.do(ctx, request{operation: "get_allocation_v3", path: entryPath(id)}, &allocation)
	return allocation, err
}

// LearnAllocationTexts remembers what the list items in the custom fields of
// allocations are called, as far as it is certain which allocation of v3 is which of
// v4: the only one with its percentage, its account and its plain custom fields.
func (s *Session) LearnAllocationTexts(allocations []Allocation, told []V3Allocation) {
	for _, a := range allocations {
		same := slices.DeleteFunc(slices.Clone(told), func(t V3Allocation) bool { return !t.may(a) })
		doubles := slices.DeleteFunc(slices.Clone(allocations), func(b Allocation) bool { return len(same) == 0 || !same[0].may(b) })
		if len(same) != 1 || len(doubles) != 1 {
			continue
		}
		for _, datum := range a.CustomData {
			if value, ok := same[0].Custom[datum.ID]; ok && IsListValue(datum.Value) {
				remember(s, textKey(datum), value)
			}
		}
	}
}

// may reports whether nothing speaks against being an allocation of v4.
func (a V3Allocation) may(be Allocation) bool {
	if !a.Percentage.Equal(be.Percentage.Decimal) || a.IsHidden != be.IsSystem || a.AccountCode != be.AccountCode {
		return false
	}
	for _, datum := range be.CustomData {
		if value, has := a.Custom[datum.ID]; has != (datum.Value != "") || (has && !IsListValue(datum.Value) && value.Value != datum.Value) {
			return false
		}
	}
	return true
}

// ListText gives what a list item in a custom field is called, if it was learned
// lately.
func (s *Session) ListText(datum CustomDatum) (LabelledValue, bool) {
	return remembered[LabelledValue](s, textKey(datum))
}

// IsListValue reports whether the value of a custom field looks like the id of a list
// item, which says nothing to people.
func IsListValue(value string) bool {
	_, ok := parseHex32(value)
	return ok
}

func textKey(datum CustomDatum) string { return "list text\x00" + datum.ID + "\x00" + datum.Value }
