import type { ArticleText } from './magazine.ts';

/** Title, summary and paragraphs of each article, by its slug. */
export const ENGLISH: Readonly<Record<string, ArticleText>> = {
  'ridge-in-one-day': [
    'The whole ridge in one day',
    'Twenty-eight kilometres, eleven tops and one stubborn knee: what a long ridge asks of you, and when to turn round.',
    'We left the car park at five with head torches and a flask each. The first two hours are the steepest and the kindest, because you are fresh and cannot see how far it is.',
    'Set a turning time before you start and say it aloud. Ours was two o’clock at the seventh top. We reached it at ten to, sat down out of the wind, and were honest about the knee.',
  ],
  'boots-that-last': [
    'Boots that last ten winters',
    'A cobbler takes three old pairs apart and shows what wears out first, and what can be sewn on again.',
    'The sole goes first, and that is good news, because a stitched sole can be replaced for a third of the price. Glue is what ends a boot: once it creeps past the welt there is nothing left to sew through.',
    'Dry them slowly, away from the stove. Leather that is dried in an evening cracks within the year, and no wax brings it back.',
  ],
  'walking-at-night': [
    'Walking home without a torch',
    'Eyes need half an hour to learn the dark. A slow walk along a river, four nights in a row.',
    'On the first night I saw a path and two black walls. On the fourth I saw the path, the hazel beside it and the pale backs of sheep on the far bank.',
    'Look a little beside what you want to see. The middle of the eye is nearly blind at night, and the edge of it is not.',
  ],
  'maps-on-paper': [
    'In praise of the paper map',
    'A phone shows where you are. A map shows where you could have gone instead.',
    'Fold it so that today’s walk lies in the middle and tomorrow’s is just round the edge. That edge is why you carry it: the lake you did not know was there, an hour to the west.',
    'Mark what you walked in pencil. After ten years the sheet is worth more than the shop would ask for a new one.',
  ],
  'stairs-of-the-old-port': [
    'The four hundred stairs of the old port',
    'Before the lifts came, a whole quarter was carried up by hand. A walk with the woman who counted the steps.',
    'She began with a clicker and a notebook. Where a flight has an odd number of steps somebody has usually raised the street, and you can date the paving by it.',
    'At the top there is a bench with its back to the sea. Porters wanted to look at where they were going, she says, not at what they had just left.',
  ],
  'last-tram': [
    'Riding the last tram to the end',
    'What a city looks like at ten past one, seen from the seat behind the driver.',
    'The last tram waits for the last train, always, even when the train is forty minutes late. It is written nowhere and every driver knows it.',
    'At the terminus he switches the lights off and walks through with a broom: two gloves, a book of crosswords with one word left, and somebody’s birthday balloon.',
  ],
  'roofs-that-drink': [
    'Roofs that drink the rain',
    'Three streets that stopped flooding once the sheds, bus stops and school roofs were planted.',
    'Eight centimetres of soil hold about half of a summer storm, and let the rest go slowly enough for the drains. Nobody had to move a pipe.',
    'The bus stop is the best of them. It is small enough to weed from a step-ladder and it is seen by four hundred people a day.',
  ],
  'bench-makers': [
    'Who decides where a bench goes',
    'A carpenter, a council clerk and a very long list of reasons why not.',
    'The clerk’s file for one bench runs to sixty pages: sight lines, tree roots, bins, the shadow of a lamp. The carpenter’s drawing is one page, and he has built it four times.',
    'In the end it went where people were already sitting, on the low wall outside the chemist. That took two years to find out.',
  ],
  'one-pot-of-beans': [
    'One pot of beans, five suppers',
    'Cook a kilo of white beans on Sunday and you have most of a week. Soup is only the first of them.',
    'Salt the soaking water and they will season right through. Let them cool in their own broth, which is the best stock you will make without trying.',
    'Monday is beans and greens, Tuesday beans on toast with a fried egg. By Thursday the broth has set, and that is when you make the gratin.',
  ],
  'cast-iron-again': [
    'Bringing a rusty pan back',
    'An afternoon, a potato and an oven: how to save the skillet from the bottom of the shed.',
    'Half a raw potato and coarse salt take off more rust than wire wool does and leave the iron alone. Rinse, and dry it on the flame at once.',
    'Then oil it so thinly that it looks dry. Everyone uses too much oil; that is where the sticky patches come from.',
  ],
  'bread-by-clock': [
    'Bread that fits around a job',
    'A loaf that is mixed after supper, shaped before work and baked when you are home again.',
    'Cold is what makes it possible. Dough in a fridge at four degrees hardly notices whether you come back after eight hours or after fourteen.',
    'Bake it in a lidded pot and take the lid off after twenty-five minutes. The crust you hear cracking on the rack is steam that could not get out in time.',
  ],
  'coffee-by-hand': [
    'Four minutes for one good cup',
    'A dripper, a kettle and a kitchen scale: what changes the taste, in the order in which it matters.',
    'Grind first, water second, beans third. A plain coffee ground fresh beats a famous one that was ground last month, and anyone can taste it.',
    'Pour in a slow spiral and stop when the scale says three hundred. If it tastes sharp grind finer, if it tastes of cardboard grind coarser, and change nothing else that day.',
  ],
  'dovetails-by-hand': [
    'Your first dovetail will be ugly',
    'Make ten bad joints in a weekend and the eleventh will hold a drawer for a century.',
    'Cut the tails first and mark the pins from them, not the other way round. What you then fit is your own saw cut, and not a drawing of one.',
    'Leave the line. The whole craft is in which side of a pencil mark the saw runs, and you cannot put back what you have cut away.',
  ],
  'mending-visible': [
    'Mending that wants to be seen',
    'A sleeve darned in orange, a knee in four blues: why repairs have stopped hiding.',
    'Use a thread that is a little thinner than the cloth and weave further than the hole, into wool that is still strong. A darn fails at its edge.',
    'Choose the colour last. Next to the cloth it will look too bright, and after the third wash you will wish that you had been braver.',
  ],
  'spoon-from-a-branch': [
    'A spoon from a fallen branch',
    'Green birch, two knives and a bus ride home with shavings in every pocket.',
    'Wood that fell last week cuts like cold butter, and it will move as it dries. Carve the bowl a little thick, wait three days in a paper bag, then finish it.',
    'The handle wants a keel underneath, as a boat does. That is what keeps a thin spoon from snapping in the porridge.',
  ],
  'radio-on-the-bench': [
    'The radio on the workbench',
    'A set from 1961, one dead capacitor and the pleasure of hearing a room warm up.',
    'Replace the paper capacitors before you switch it on, all of them, even the ones that look fine. They look fine until the moment they do not.',
    'It takes forty seconds before anything is heard. You stand there with your hand on the walnut, and then somebody is reading the shipping forecast.',
  ],
  'garden-in-november': [
    'What to do in a garden in November',
    'Less than you think. Leave the stems, feed the soil, and plant tulips later than anybody tells you.',
    'Hollow stems are full: ladybirds, small bees, the eggs of things that will eat next year’s aphids. Cut them in March and lay them down in a corner, whole.',
    'Tulips go in when it has turned properly cold, which keeps the blight away. The packet says October because that is when packets are sold.',
  ],
  'hedge-for-birds': [
    'A hedge that feeds somebody every month',
    'Seven shrubs, planted in a staggered row, and what eats from each of them.',
    'Blackthorn first for the early bees, ivy last for the late ones. Between those two there is a month for everybody if you cut only one side a year.',
    'Plant small. A whip of forty centimetres costs less than a coffee and will have overtaken the big one from the pot in its fourth summer.',
  ],
  'pots-on-a-sill': [
    'A kitchen garden, one metre wide',
    'Seven pots on a north-facing sill, and what really grew there in a year.',
    'Mint, chives, parsley and sorrel did well, and basil never did. Salad leaves grew in January, slowly, because cold bothers them less than dark.',
    'Water from below and only when the pot feels light. More herbs are drowned by kind people than are ever forgotten.',
  ],
  'seed-library': [
    'The library that lends seeds',
    'You take a packet in spring and bring back a fuller one in autumn. Mostly it works.',
    'They lend beans, tomatoes and lettuce, because those keep to themselves. Squashes are for the brave: two gardens away somebody grows a pumpkin, and the bees do not care.',
    'One return in three is mislabelled. The librarian has made her peace with that and keeps a shelf called “Surprises”, which empties first.',
  ],
  'first-telescope': [
    'Before you buy a telescope',
    'Start with a chair, a blanket and the binoculars that you already own.',
    'Binoculars show you craters, four moons of Jupiter and a fuzzy star that is two million light years off. They also show you whether you like being cold.',
    'When you do buy, buy the mount. A good tube on a trembling tripod shows you a trembling Saturn, and you will blame the tube.',
  ],
  'counting-meteors': [
    'How to count falling stars',
    'Lie down, look at nothing in particular, and write down every minute, also the empty ones.',
    'The empty minutes are what make your count worth something. Without them nobody can tell a poor shower from a cloud, or from a watcher who was asleep.',
    'Say what you see aloud and let a friend write. Looking down at a page costs you the dark in your eyes for half an hour.',
  ],
  'moon-garden': [
    'Planting a garden for the dark',
    'White flowers, grey leaves and scent: a border for people who come home late.',
    'Tobacco flower, night-scented stock and honesty open when you close the laptop. Put them beside the path, because in the dark you will not walk over to them.',
    'Then take the lamp away. Moths find white flowers by the sky’s own light, and so, after a while, do you.',
  ],
  'dark-village': [
    'The village that switched off its lamps',
    'One vote, forty street lights and the first winter in which everyone saw the Milky Way.',
    'They tried it for a month and argued about it for three. The accident figures did not move; the electricity bill did, and so did the hedgehogs.',
    'Now there is a lamp that you can switch on with a button at the bus stop. It has been pressed, the mayor says, eleven times.',
  ],
};
