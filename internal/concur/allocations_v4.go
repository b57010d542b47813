package concur

import "context"

// Allocations v4: how an expense is shared out among cost objects.

// Allocation is a share of an expense or itemization (Allocations v4 > schema
// Allocation).
type Allocation struct {
	ID         string    `json:"allocationId"`
	ExpenseID  ExpenseID `json:"expenseId"`
	Percentage Decimal   `json:"percentage"`
	// IsPercentEdited: somebody typed the percentage.
	IsPercentEdited bool `json:"isPercentEdited"`
	// IsSystem allocations are what nobody allocated; they cannot be changed.
	IsSystem             bool          `json:"isSystemAllocation"`
	AccountCode          string        `json:"accountCode"`
	OverLimitAccountCode string        `json:"overLimitAccountCode"`
	Amount               *Amount       `json:"allocationAmount"`
	ApprovedAmount       *Amount       `json:"approvedAmount"`
	ClaimedAmount        *Amount       `json:"claimedAmount"`
	CustomData           []CustomDatum `json:"customData"`
}

// Allocations lists the allocations of an expense.
func (s *Session) Allocations(ctx context.Context, on Subject, report ReportID, expense ExpenseID) ([]Allocation, error) {
	r := on.request("list_allocations")
	r.path = expensePath(report, expense)
	var allocations []Allocation
	err := s.do(ctx, r, &allocations)
	return allocations, err
}

// GetAllocation reads one allocation. Its path hangs below the report.
func (s *Session) GetAllocation(ctx context.Context, on Subject, report ReportID, id AllocationID) (Allocation, error) {
	r := on.request("get_allocation")
	r.path = allocationPath(report, id)
	var allocation Allocation
	err := s.do(ctx, r, &allocation)
	return allocation, err
}

// UpdateAllocation sets custom fields of an allocation, on the copy of it that an
// expense has. Percentages have no documented operation.
func (s *Session) UpdateAllocation(
	ctx context.Context, on Subject, report ReportID, id AllocationID, expense ExpenseID, fields []CustomDatumPatch,
) error {
	type allocation struct {
		CustomData []CustomDatumPatch `json:"customData"`
	}
	r := on.request("update_allocation")
	r.path = allocationPath(report, id)
	r.body = struct {
		Allocation allocation  `json:"allocation"`
		ExpenseIDs []ExpenseID `json:"expenseIds"`
	}{allocation{fields}, []ExpenseID{expense}}
	return s.do(ctx, r, nil)
}

func allocationPath(report ReportID, id AllocationID) map[string]string {
	return map[string]string{"reportId": string(report), "allocationId": string(id)}
}
