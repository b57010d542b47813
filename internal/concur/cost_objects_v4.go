package concur

import "context"

// CostObject is who bears a part of a report, as an approver sees it (Workflows v4 >
// schema CostObjectForApprover).
type CostObject struct {
	Name           string              `json:"name"`
	ApprovedAmount *Amount             `json:"approvedAmount"`
	ClaimedAmount  *Amount             `json:"claimedAmount"`
	ApproverID     UserID              `json:"approverId"`
	Expenses       []CostObjectExpense `json:"expenses"`
	// IsOwned says that the approver of the path is the one of the cost object.
	IsOwned         bool `json:"isOwnedByCaller"`
	IsFullyApproved bool `json:"isFullyApproved"`
	AsUser          bool `json:"isApprovableAsUser"`
	AsDelegate      bool `json:"isApprovableAsDelegate"`
}

// CostObjectExpense is an expense of a cost object. The page has its amount as
// postedAmount in the sample and as claimedAmount in the table.
type CostObjectExpense struct {
	ID             ExpenseID `json:"id"`
	ApprovedAmount *Amount   `json:"approvedAmount"`
	PostedAmount   *Amount   `json:"postedAmount"`
	ClaimedAmount  *Amount   `json:"claimedAmount"`
}

// Claimed is what the person asks for.
func (e CostObjectExpense) Claimed() *Amount {
	if e.ClaimedAmount != nil {
		return e.ClaimedAmount
	}
	return e.PostedAmount
}

// CostObjects lists the cost objects of a report that an approver, or somebody the
// approver is a delegate of, can approve. An empty approver stands for the person of
// the user connection.
func (s *Session) CostObjects(ctx context.Context, approver UserID, report ReportID) ([]CostObject, error) {
	var objects []CostObject
	err := s.do(ctx, request{
		operation: "get_cost_objects_for_approver", about: approver, path: map[string]string{"reportId": string(report)},
	}, &objects)
	return objects, err
}
