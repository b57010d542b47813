package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"
)

//go:embed seed_allocations.json
var seedAllocationsText []byte

type seedAllocations struct {
	Accounts    map[string]string
	Allocations []seedAllocation
}

// seedAllocation shares out an expense of a report by its place, or an itemization of
// it.
type seedAllocation struct {
	Report      string
	Expense     int
	Itemization *int
	Parts       []struct {
		Percent       decimal.Decimal
		Cost, Project string
		Exception     *struct{ Code, Message string }
	}
}

// allocations shares out the expenses of seed_allocations.json.
func (s *seeder) allocations() error {
	var file seedAllocations
	if err := json.Unmarshal(seedAllocationsText, &file); err != nil {
		return fmt.Errorf("read seed_allocations.json: %w", err)
	}
	s.st.accounts = file.Accounts
	ids := s.idsFor("allocations")
	for _, described := range file.Allocations {
		r, err := s.st.reportNamed(described.Report)
		if err != nil {
			return fmt.Errorf("sample allocation: %w", err)
		}
		e := r.expenses[described.Expense]
		if described.Itemization != nil {
			e = e.itemizations[*described.Itemization]
		}
		for _, part := range described.Parts {
			made := &allocation{
				id: ids.hex32(), v3ID: ids.protected("gWmudeHM8AuF"), percentage: part.Percent, edited: true,
				custom: map[string]string{"custom3": s.st.customField("custom3").item(part.Cost).id},
			}
			if part.Project != "" {
				made.custom["custom16"] = part.Project
			}
			if x := part.Exception; x != nil {
				made.exceptions = []*exception{{code: x.Code, message: x.Message, visibility: visibleToAll}}
			}
			e.allocations = append(e.allocations, made)
		}
	}
	return nil
}

// reportNamed finds a report of the sample company by its name.
func (st *state) reportNamed(name string) (*report, error) {
	for _, r := range st.reports {
		if r.name == name {
			return r, nil
		}
	}
	return nil, fmt.Errorf("there is no report %q", name)
}
