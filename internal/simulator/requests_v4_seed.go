package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed seed_requests.json
var seedRequestsText []byte

// requests ties reports to the spend requests that were approved before them.
func (s *seeder) requests() error {
	var file struct {
		Requests []struct {
			Report string
			Count  int
		}
	}
	if err := json.Unmarshal(seedRequestsText, &file); err != nil {
		return fmt.Errorf("read seed_requests.json: %w", err)
	}
	ids := s.idsFor("requests")
	for _, described := range file.Requests {
		r, err := s.st.reportNamed(described.Report)
		if err != nil {
			return fmt.Errorf("sample requests: %w", err)
		}
		for range described.Count {
			r.requestIDs = append(r.requestIDs, ids.hex32())
		}
	}
	return nil
}
