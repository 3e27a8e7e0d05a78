"""Common given names, which distinguish `Mary Jones` from `Blue Bottle`."""

from __future__ import annotations

GIVEN_NAMES = [
    "Adam", "Alan", "Albert", "Alex", "Alexander", "Alice", "Amanda", "Amy", "Andrea", "Andrew",
    "Angela", "Ann", "Anna", "Anne", "Anthony", "Barbara", "Benjamin", "Betty", "Brandon", "Brian",
    "Carl", "Carol", "Carlos", "Catherine", "Charles", "Charlotte", "Christian", "Christine",
    "Christopher", "Daniel", "David", "Deborah", "Diana", "Donald", "Donna", "Dorothy", "Edward",
    "Elena", "Elizabeth", "Emily", "Emma", "Eric", "Ethan", "Eva", "Frank", "Gabriel", "George",
    "Gloria", "Grace", "Gregory", "Hannah", "Harold", "Heather", "Helen", "Henry", "Isabella",
    "Jack", "Jacob", "James", "Jane", "Janet", "Jason", "Jean", "Jeffrey", "Jennifer", "Jessica",
    "Joan", "John", "Jonathan", "Jose", "Joseph", "Joshua", "Juan", "Judith", "Julia", "Julie",
    "Justin", "Karen", "Katherine", "Kathleen", "Keith", "Kelly", "Kenneth", "Kevin", "Kimberly",
    "Laura", "Lauren", "Lawrence", "Linda", "Lisa", "Louis", "Lucas", "Luis", "Margaret", "Maria",
    "Marie", "Mark", "Martha", "Martin", "Mary", "Matthew", "Megan", "Melissa", "Michael",
    "Michelle", "Mohammed", "Nancy", "Natalie", "Nathan", "Nicholas", "Nicole", "Noah", "Olivia",
    "Oscar", "Pamela", "Patricia", "Patrick", "Paul", "Peter", "Philip", "Rachel", "Ralph",
    "Raymond", "Rebecca", "Richard", "Robert", "Roger", "Ronald", "Rose", "Russell", "Ruth", "Ryan",
    "Samantha", "Samuel", "Sandra", "Sara", "Sarah", "Scott", "Sean", "Sharon", "Sophia",
    "Stephanie", "Stephen", "Steven", "Susan", "Teresa", "Theresa", "Thomas", "Timothy", "Victoria",
    "Vincent", "Virginia", "Walter", "Wayne", "William", "Zachary",
]  # fmt: skip
