package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed seed_payments.json
var seedPaymentsText []byte

type seedBatch struct{ Name, Type, Method, Currency string }

// payments makes a closed batch of each report that was paid, with its file, opens
// batches for those that wait, and adds the batches of seed_payments.json.
func (s *seeder) payments() error {
	ids := s.idsFor("payments")
	for _, r := range s.st.reports {
		if !r.paidOut() {
			continue
		}
		under := s.st.policyOf(r)
		s.st.batches = append(s.st.batches, &paymentBatch{
			id: r.batchID, key: ids.protected("gWpb"), name: batchName(under, r.paid), kind: employeeBatch, method: under.paymentMethod(),
			under: under.id, currency: r.currency, reports: []*report{r}, closed: true, fileKey: ids.protected("gWpj"),
		})
	}
	s.st.openBatches(s.now, ids)
	var described []seedBatch
	if err := json.Unmarshal(seedPaymentsText, &described); err != nil {
		return fmt.Errorf("read seed_payments.json: %w", err)
	}
	for _, b := range described {
		s.st.batches = append(s.st.batches, &paymentBatch{
			id: "HRB" + ids.number(), key: ids.protected("gWpb"), name: b.Name, kind: b.Type, method: b.Method, currency: b.Currency,
		})
	}
	return nil
}
