package limits

import (
	"fmt"
	"math"
	"reflect"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/shopspring/decimal"
)

// number is a decimal as a value of CEL, which has none: a double cannot hold every
// amount. It is compared with decimals and with the numbers that are written in an
// expression, and added to decimals.
type number struct{ decimal decimal.Decimal }

var (
	_ traits.Comparer = number{}
	_ traits.Adder    = number{}
)

func decimalType() *cel.Type { return cel.ObjectType("decimal", traits.ComparerType, traits.AdderType) }

// other reads what a decimal is compared with. A written 499.99 becomes a double and from
// there the shortest decimal that gives the same double, which is 499.99 again.
func other(v ref.Val) (decimal.Decimal, bool) {
	switch n := v.(type) {
	case number:
		return n.decimal, true
	case types.Int:
		return decimal.NewFromInt(int64(n)), true
	case types.Double:
		if f := float64(n); math.IsNaN(f) || math.IsInf(f, 0) {
			return decimal.Decimal{}, false
		}
		return decimal.NewFromFloat(float64(n)), true
	default:
		return decimal.Decimal{}, false
	}
}

// Compare implements traits.Comparer.
func (n number) Compare(v ref.Val) ref.Val {
	if d, ok := other(v); ok {
		return types.Int(n.decimal.Cmp(d))
	}
	return types.MaybeNoSuchOverloadErr(v)
}

// Add implements traits.Adder.
func (n number) Add(v ref.Val) ref.Val {
	if d, ok := other(v); ok {
		return number{n.decimal.Add(d)}
	}
	return types.MaybeNoSuchOverloadErr(v)
}

// Equal implements ref.Val.
func (n number) Equal(v ref.Val) ref.Val {
	d, ok := other(v)
	return types.Bool(ok && n.decimal.Equal(d))
}

// ConvertToNative implements ref.Val.
func (n number) ConvertToNative(to reflect.Type) (any, error) {
	if to == reflect.TypeFor[decimal.Decimal]() {
		return n.decimal, nil
	}
	return nil, fmt.Errorf("a decimal is no %s", to)
}

// ConvertToType implements ref.Val.
func (n number) ConvertToType(to ref.Type) ref.Val {
	if to.TypeName() == types.StringType.TypeName() {
		return types.String(n.decimal.String())
	}
	return types.NewErr("a decimal cannot be made a %s", to.TypeName())
}

// Type implements ref.Val.
func (number) Type() ref.Type { return decimalType() }

// Value implements ref.Val.
func (n number) Value() any { return n.decimal }
